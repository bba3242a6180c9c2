/**
 * The `$1$` form of crypt(3): the one that every libcrypt verifies and that
 * costs a login next to nothing. For passwords that are made for one run and
 * end with it; not for anything that is kept.
 */
import { createHash } from 'node:crypto'

const alphabet =
  './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

const md5 = (...parts: readonly Buffer[]): Buffer =>
  createHash('md5').update(Buffer.concat(parts)).digest()

/** Three bytes become four characters, the lowest six bits first. */
const letters = (bytes: readonly number[], count: number): string => {
  let value = bytes.reduce((sum, byte) => sum * 256 + byte, 0)
  let text = ''
  for (let i = 0; i < count; i += 1) {
    text += alphabet[value % 64] ?? ''
    value = Math.floor(value / 64)
  }
  return text
}

const firstDigest = (password: Buffer, salt: Buffer): Buffer => {
  const inner = md5(password, salt, password)
  const parts = [password, Buffer.from('$1$'), salt]
  for (let left = password.length; left > 0; left -= 16)
    parts.push(inner.subarray(0, Math.min(16, left)))
  // the original's slip, kept by everyone: a zero byte, not the digest
  for (let bits = password.length; bits > 0; bits >>= 1)
    parts.push(bits & 1 ? Buffer.alloc(1) : password.subarray(0, 1))
  return md5(...parts)
}

export const md5Crypt = (password: string, salt: string): string => {
  const secret = Buffer.from(password, 'utf8')
  const grains = Buffer.from(salt.slice(0, 8), 'latin1')
  let digest = firstDigest(secret, grains)
  for (let round = 0; round < 1000; round += 1) {
    const parts = [round & 1 ? secret : digest]
    if (round % 3 !== 0) parts.push(grains)
    if (round % 7 !== 0) parts.push(secret)
    parts.push(round & 1 ? digest : secret)
    digest = md5(...parts)
  }
  const at = (i: number): number => digest[i] ?? 0
  const groups = [0, 1, 2, 3, 4].map(i =>
    letters([at(i), at(i + 6), at(i === 4 ? 5 : i + 12)], 4),
  )
  return `$1$${grains.toString('latin1')}$${groups.join('')}${letters([at(11)], 2)}`
}
