/** What the desk can say of a program that it knows nothing of. */
import { isIPv4 } from 'node:net'
import type { ClientProfile, ServerProfile } from '../model.js'
import type { DeskPeer } from './judged.js'

export const unknownPeer = (name: string): DeskPeer => ({
  profile: null,
  name,
  version: 'unknown',
  backend: 'real',
  options: {},
})

/** It says that it is this product; its options are taken as the defaults. */
export const profiledPeer = (
  profile: ServerProfile | ClientProfile,
): DeskPeer => ({
  ...unknownPeer(profile.id),
  profile,
  version: profile.defaultVersion,
})

/** as sockets write it, also for an IPv4 client of an IPv6 socket */
export const plainAddress = (address: string): string =>
  address.replace(/^::ffff:(?=\d+\.)/, '')

export const isLoopbackAddress = (host: string): boolean => {
  const plain = plainAddress(host)
  return (isIPv4(plain) && plain.startsWith('127.')) || plain === '::1'
}
