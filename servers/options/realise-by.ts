/** Scenario words to the options of a product that has few of them. */
import type {
  OptionValues,
  Realised,
  ServerSettings,
} from '../../harness/model.js'

/** a text says why the product cannot */
type Translated = OptionValues | string

export type Translations = {
  readonly [Name in keyof ServerSettings]?: (
    value: NonNullable<ServerSettings[Name]>,
    version: string,
  ) => Translated
}

/** What the table does not name is unsupported; certificates always work. */
export const realiseBy =
  (product: string, table: Translations) =>
  (settings: ServerSettings, version: string): Realised => {
    const options: Record<string, string> = {}
    for (const [name, value] of Object.entries(settings)) {
      if (value === undefined || name === 'certificate') continue
      const translate = table[name as keyof ServerSettings] as
        ((value: unknown, version: string) => Translated) | undefined
      const found = translate?.(value, version) ?? unknownSwitch(product, name)
      if (typeof found === 'string') return { unsupported: found }
      Object.assign(options, found)
    }
    const { certificate, implicit } = settings
    return {
      options,
      ...(certificate === undefined ? {} : { certificate }),
      ...(implicit === undefined ? {} : { implicit }),
    }
  }

const unknownSwitch = (product: string, name: string): string =>
  `no option of ${product} is known for ${name.replace(/[A-Z]/g, c => ` ${c.toLowerCase()}`)}`
