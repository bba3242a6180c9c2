/**
 * Answers Cyrus SASL's question whether a password is right, in saslauthd's
 * protocol: four counted strings in (user, password, service, realm), one
 * counted string out. Knows one account, and no other way to check.
 */
import { chmod } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'

const longest = 1024

const fieldsOf = (bytes: Buffer): string[] | null => {
  const fields: string[] = []
  let at = 0
  while (fields.length < 4) {
    if (at + 2 > bytes.length) return null
    const length = bytes.readUInt16BE(at)
    if (at + 2 + length > bytes.length) return null
    fields.push(bytes.toString('utf8', at + 2, at + 2 + length))
    at += 2 + length
  }
  return fields
}

export const startSaslauthd = async (
  path: string,
  account: { readonly user: string; readonly password: string },
): Promise<Server> => {
  const server = createServer(socket => {
    let seen = Buffer.alloc(0)
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes: Buffer) => {
      seen = Buffer.concat([seen, bytes])
      const fields = fieldsOf(seen)
      if (fields === null) {
        if (seen.length > longest) socket.destroy()
        return
      }
      const [user, password] = fields
      const ok = user === account.user && password === account.password
      const answer = Buffer.from(ok ? 'OK' : 'NO')
      socket.end(Buffer.concat([Buffer.from([0, answer.length]), answer]))
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  // asked by the account that smtpd runs as
  await chmod(path, 0o777)
  return server
}
