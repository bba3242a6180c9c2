/** A ClientHello body with every extension that is read, put together here. */
const u16 = (n: number): Buffer => Buffer.from([n >> 8, n & 255])
const vector = (size: 1 | 2, body: Buffer): Buffer =>
  Buffer.concat([
    size === 1 ? Buffer.from([body.length]) : u16(body.length),
    body,
  ])
const extension = (type: number, body: Buffer): Buffer =>
  Buffer.concat([u16(type), vector(2, body)])
const u16s = (...values: readonly number[]): Buffer =>
  Buffer.concat(values.map(u16))

const psk = Buffer.concat([
  vector(2, Buffer.concat([vector(2, Buffer.alloc(18, 'b')), Buffer.alloc(4)])),
  vector(2, vector(1, Buffer.alloc(32))),
])

export const ClientHelloBytes: Buffer = Buffer.concat([
  u16(0x0303),
  Buffer.alloc(32, 7),
  vector(1, Buffer.alloc(32, 9)),
  vector(2, u16s(0x0a0a, 0x1301, 0xc02f)),
  vector(1, Buffer.from([0])),
  vector(
    2,
    Buffer.concat([
      extension(
        0,
        vector(
          2,
          Buffer.concat([
            Buffer.from([0]),
            vector(2, Buffer.from('ftp.example')),
          ]),
        ),
      ),
      extension(10, vector(2, u16s(29, 23))),
      extension(13, vector(2, u16s(0x0403))),
      extension(16, vector(2, vector(1, Buffer.from('ftp')))),
      extension(35, Buffer.alloc(20, 'a')),
      extension(43, vector(1, u16s(0x7a7a, 0x0304, 0x0303))),
      extension(41, psk),
    ]),
  ),
])
