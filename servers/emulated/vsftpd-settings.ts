/** vsftpd's options in force, read as parseconf.c reads them. */
import { InteropError } from '../../harness/errors.js'
import type { ListenerSpec } from '../../harness/model.js'
import {
  compareVersions,
  effectiveValue,
  optionExists,
} from '../../harness/versions.js'
import { vsftpdOptions } from '../options/vsftpd.js'

export interface Settings {
  readonly version: string
  readonly implicit: boolean
  text(name: string): string
  on(name: string): boolean
  number(name: string): number
  since(version: string): boolean
}

export const readSettings = (spec: ListenerSpec): Settings => {
  const { version, options } = spec
  for (const name of Object.keys(options)) {
    const option = vsftpdOptions[name]
    if (option !== undefined && optionExists(option, version)) continue
    throw new InteropError('FI_BAD_VALUE', {
      message: `vsftpd ${version}: 500 OOPS: unrecognised variable in config file: ${name}`,
      hint: 'Take a version that has the option, or another spelling.',
    })
  }
  const text = (name: string): string => {
    const option = vsftpdOptions[name]
    const known = option !== undefined && optionExists(option, version)
    return known ? effectiveValue(vsftpdOptions, options, name, version) : ''
  }
  const on = (name: string): boolean => {
    const value = text(name).toUpperCase()
    if (['YES', 'TRUE', '1'].includes(value)) return true
    if (['NO', 'FALSE', '0', ''].includes(value)) return false
    throw badValue('bool', name)
  }
  const number = (name: string): number => {
    const value = text(name)
    if (!/^\d+$/.test(value)) throw badValue('int', name)
    // parseconf.c takes a leading zero for octal
    return Number.parseInt(value, value.startsWith('0') ? 8 : 10)
  }
  const implicit =
    options['implicit_ssl'] === undefined ? spec.implicit : on('implicit_ssl')
  const since = (other: string): boolean => compareVersions(version, other) >= 0
  return { version, implicit, text, on, number, since }
}

const badValue = (type: string, name: string): InteropError =>
  new InteropError('FI_BAD_VALUE', {
    message: `500 OOPS: bad ${type} value in config file for: ${name}`,
    hint: 'Write YES, NO or a plain number, without blanks.',
  })
