/** A job as java.util.Properties reads it: the JDK has no JSON reader. */

const escaped = (text: string): string =>
  [...text]
    .map(c =>
      /[A-Za-z0-9._/-]/.test(c)
        ? c
        : [...Array(c.length).keys()]
            .map(i => `\\u${c.charCodeAt(i).toString(16).padStart(4, '0')}`)
            .join(''),
    )
    .join('')

type Value =
  | string
  | number
  | boolean
  | readonly (string | number)[]
  | readonly Readonly<Record<string, unknown>>[]
  | Readonly<Record<string, unknown>>

const plain = (value: unknown): string =>
  Array.isArray(value) ? value.join(',') : String(value)

/** Steps become step.0.do, step.0.local, …; `steps` is their number. */
export const javaProperties = (
  values: Readonly<Record<string, Value>>,
  steps: readonly object[],
): string => {
  const lines = Object.entries(values).map(
    ([name, value]) => `${name}=${escaped(plain(value))}\n`,
  )
  const own = steps.flatMap((step, i) =>
    Object.entries(step).map(
      ([name, value]) => `step.${i}.${name}=${escaped(plain(value))}\n`,
    ),
  )
  return [...lines, `steps=${steps.length}\n`, ...own].join('')
}
