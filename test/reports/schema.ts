/**
 * As much of JSON Schema 2020-12 as docs/run.schema.json uses. Refuses a
 * keyword that it does not know, so that the schema cannot outgrow it unseen.
 */

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const typeOf = (value: unknown): readonly string[] => {
  if (value === null) return ['null']
  if (Array.isArray(value)) return ['array']
  if (typeof value === 'number')
    return Number.isInteger(value) ? ['integer', 'number'] : ['number']
  return [typeof value]
}

const annotations = new Set(['$schema', '$id', '$defs', 'title', 'description'])

type Check = (
  rule: unknown,
  value: unknown,
  at: string,
  schema: Json,
) => string[]

export const validator = (root: Json): ((value: unknown) => string[]) => {
  const object = (value: unknown): Json => (isObject(value) ? value : {})
  const each = (value: unknown, at: string, rule: unknown): string[] =>
    Array.isArray(value)
      ? value.flatMap((v, i) => check(object(rule), v, `${at}/${i}`))
      : []

  const checks: Readonly<Record<string, Check>> = {
    $ref: (rule, value, at) => {
      const name = String(rule).replace('#/$defs/', '')
      const target = object(root['$defs'])[name]
      if (!isObject(target)) throw new Error(`no definition ${String(rule)}`)
      return check(target, value, at)
    },
    type: (rule, value, at) =>
      [rule].flat().some(t => typeOf(value).includes(String(t)))
        ? []
        : [`${at}: is ${typeOf(value).join()}, not ${String(rule)}`],
    const: (rule, value, at) =>
      value === rule ? [] : [`${at}: not ${String(rule)}`],
    enum: (rule, value, at) =>
      Array.isArray(rule) && rule.includes(value)
        ? []
        : [`${at}: ${JSON.stringify(value)} is not one of the enum`],
    minimum: (rule, value, at) =>
      typeof value !== 'number' || value >= Number(rule)
        ? []
        : [`${at}: too small`],
    minLength: (rule, value, at) =>
      typeof value !== 'string' || value.length >= Number(rule)
        ? []
        : [`${at}: too short`],
    minItems: (rule, value, at) =>
      !Array.isArray(value) || value.length >= Number(rule)
        ? []
        : [`${at}: too few`],
    pattern: (rule, value, at) =>
      typeof value !== 'string' || new RegExp(String(rule), 'u').test(value)
        ? []
        : [`${at}: does not match ${String(rule)}`],
    required: (rule, value, at) =>
      !isObject(value) || !Array.isArray(rule)
        ? []
        : rule
            .map(String)
            .filter(k => !Object.hasOwn(value, k))
            .map(k => `${at}: lacks ${k}`),
    items: (rule, value, at) => each(value, at, rule),
    properties: (rule, value, at) =>
      Object.entries(object(rule)).flatMap(([key, schema]) =>
        isObject(value) && Object.hasOwn(value, key)
          ? check(object(schema), value[key], `${at}/${key}`)
          : [],
      ),
    additionalProperties: (rule, value, at, schema) =>
      Object.entries(object(value))
        .filter(([key]) => !Object.hasOwn(object(schema['properties']), key))
        .flatMap(([key, v]) =>
          rule === false
            ? [`${at}: has ${key}`]
            : check(object(rule), v, `${at}/${key}`),
        ),
  }

  const check = (schema: Json, value: unknown, at: string): string[] =>
    Object.entries(schema).flatMap(([keyword, rule]) => {
      if (annotations.has(keyword)) return []
      const one = checks[keyword]
      if (one === undefined) throw new Error(`unknown keyword ${keyword}`)
      return one(rule, value, at, schema)
    })

  return value => check(root, value, '')
}
