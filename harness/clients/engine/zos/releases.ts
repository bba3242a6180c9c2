/**
 * What differs by release in the client's trace. Line numbers are those of
 * recorded traces: V1R9, one of the V1R10 to V1R13 era, and V2R2; other lines
 * of a release keep the distances of the second. Readers must not rely on
 * them.
 */
export interface TraceLines {
  readonly values: string
  readonly ciphers: string
  readonly noKeyring: string
  readonly open: string
  readonly init: string
  readonly failed: string
  readonly endConnection: string
  readonly endEnvironment: string
  readonly setCec: string
}

const shifted = (by: number, setCec: string): TraceLines => {
  const line = (number: number): string =>
    `FC${String(number + by).padStart(4, '0')}`
  return {
    values: line(231),
    ciphers: line(278),
    noKeyring: line(283),
    open: line(914),
    init: line(981),
    failed: line(994),
    endConnection: line(1349),
    endEnvironment: line(1381),
    setCec,
  }
}

const releases: Readonly<Record<string, TraceLines>> = {
  V1R9: shifted(-84, 'CZ0590'),
  V1R13: shifted(0, 'CZ0655'),
  V2R3: shifted(109, 'CZ0731'),
  V2R5: shifted(109, 'CZ0731'),
  '3.1': shifted(109, 'CZ0731'),
}

export const versions = ['V1R9', 'V1R13', 'V2R3', 'V2R5', '3.1'] as const

export const traceLines = (version: string): TraceLines =>
  releases[version] ?? shifted(0, 'CZ0655')
