/**
 * The command line of a client under test: words with placeholders. No shell
 * sees it; a placeholder is filled in after the words were told apart, so
 * nothing that it holds can become another word.
 */
export const placeholders = [
  'url',
  'scheme',
  'host',
  'port',
  'mode',
  'user',
  'passwordfile',
  'ca',
  'certificate',
  'key',
  'keylog',
  'operation',
  'localfile',
  'remotefile',
  'data',
  'level',
  'verify',
  'servername',
  'tlsmin',
  'tlsmax',
  'ciphers',
  'conversation',
] as const
export type Placeholder = (typeof placeholders)[number]

/** Words as a POSIX shell would tell them apart, without its other powers. */
export const wordsOf = (command: string): string[] => {
  const words: string[] = []
  const pattern = /(?:[^\s"'\\]+|"(?:[^"\\]|\\.)*"|'[^']*'|\\.)+/gs
  for (const [word] of command.matchAll(pattern))
    words.push(
      word.replace(
        /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/gs,
        (_, double?: string, single?: string, escaped?: string) =>
          double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? escaped ?? '',
      ),
    )
  return words
}

const named = /\{([a-z]+)\}/g

export const namedIn = (command: string): ReadonlySet<string> =>
  new Set([...command.matchAll(named)].map(([, name = '']) => name))

/** Braces that name no placeholder, e.g. a misspelt one. */
export const unknownIn = (command: string): string[] => {
  const known: readonly string[] = placeholders
  return [...namedIn(command)].filter(name => !known.includes(name))
}

/** An argument that is nothing but an empty placeholder is left out. */
export const filledIn = (
  words: readonly string[],
  values: Readonly<Record<Placeholder, string>>,
): string[] =>
  words.flatMap(word => {
    const text = word.replace(named, (whole, name: string) =>
      name in values ? values[name as Placeholder] : whole,
    )
    return text === '' && word !== '' ? [] : [text]
  })
