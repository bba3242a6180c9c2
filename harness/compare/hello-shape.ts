/**
 * The shape of a ClientHello as a short string, so that two clients can be
 * held to each other. Modelled on what JA4 looks at, but ours: it keeps the
 * order of what the server chooses by, and hashes each list alone, so that a
 * difference says where it is. docs/compare.md states the formula.
 */
import { createHash } from 'node:crypto'
import type { ClientHello } from '../model.js'
import { cipherName } from '../wire/ciphers.js'
import {
  extensionName,
  groupName,
  isGrease,
  signatureSchemeName,
} from '../wire/names.js'

/**
 * Not of the client but of the moment: server_name and ALPN are told apart by
 * themselves, padding (RFC 7685), early data, pre-shared keys and the cookie
 * come and go with what was resumed or retried (RFC 8446 4.2).
 */
const ofTheMoment = new Set([0, 16, 21, 41, 42, 44])

const kept = (values: readonly number[]): readonly number[] =>
  values.filter(value => !isGrease(value))

const ownExtensions = (hello: ClientHello): readonly number[] =>
  kept(hello.extensions)
    .filter(type => !ofTheMoment.has(type))
    .sort((a, b) => a - b)

const hash = (values: readonly number[]): string =>
  values.length === 0
    ? '0'
    : createHash('sha256').update(values.join(',')).digest('hex').slice(0, 6)

const versionMark = (hello: ClientHello): string =>
  hello.format === 'sslv2'
    ? 'v2'
    : (hello.highest ?? '?')
        .replace('SSLv', 's')
        .replace('TLSv', 't')
        .replace('.', '')

/** The lists that the hashes stand for, by the letter in the shape. */
const lists = (hello: ClientHello) =>
  [
    { letter: 'c', name: 'cipher suites', values: kept(hello.ciphers) },
    { letter: 'x', name: 'extensions', values: ownExtensions(hello) },
    { letter: 'g', name: 'groups', values: kept(hello.groups) },
    {
      letter: 's',
      name: 'signature schemes',
      values: kept(hello.signatureAlgorithms),
    },
  ] as const

/** `t13d-c30:2b41f0-x10:…-g5:…-s18:…`; `d` a server name, `i` none. */
export const helloShape = (hello: ClientHello): string => {
  const name = hello.serverName === undefined ? 'i' : 'd'
  const alpn = hello.alpn?.[0] === undefined ? '' : `+${hello.alpn[0]}`
  return [
    `${versionMark(hello)}${name}${alpn}`,
    ...lists(hello).map(
      ({ letter, values }) => `${letter}${values.length}:${hash(values)}`,
    ),
  ].join('-')
}

const names = {
  c: cipherName,
  x: extensionName,
  g: groupName,
  s: signatureSchemeName,
} as const

const most = 6

const told = (
  values: readonly number[],
  name: (value: number) => string,
): string => {
  const shown = values.slice(0, most).map(name).join(', ')
  const rest = values.length - most
  return rest > 0 ? `${shown} and ${rest} more` : shown
}

/** What stands in the first part of the shape. */
const headDifference = (left: ClientHello, right: ClientHello): string[] => {
  const named = [left, right].map(h => h.serverName !== undefined)
  const [mine, theirs] = [left, right].map(h => h.alpn?.[0] ?? 'none')
  return [
    ...(versionMark(left) === versionMark(right)
      ? []
      : [`highest version: ${versionMark(left)}, ${versionMark(right)}`]),
    ...(named[0] === named[1]
      ? []
      : [`server name: only ${named[0] ? 'left' : 'right'}`]),
    ...(mine === theirs ? [] : [`ALPN: left ${mine}, right ${theirs}`]),
  ]
}

/** In words, what the right ClientHello has and the left has not, and so on. */
export const helloDifference = (
  left: ClientHello,
  right: ClientHello,
): string => {
  const others = lists(right)
  const listed = lists(left).flatMap(({ letter, name, values }, i) => {
    const other: readonly number[] = others[i]?.values ?? []
    const gone = values.filter(v => !other.includes(v))
    const added = other.filter(v => !values.includes(v))
    if (gone.length > 0 || added.length > 0)
      return [
        `${name}: ${[
          gone.length > 0 ? `only left ${told(gone, names[letter])}` : '',
          added.length > 0 ? `only right ${told(added, names[letter])}` : '',
        ]
          .filter(text => text !== '')
          .join('; ')}`,
      ]
    return values.join() === other.join() ? [] : [`${name}: another order`]
  })
  return [...headDifference(left, right), ...listed].join('. ')
}
