/**
 * A greeting of two lines: job name, release, host and time, then the idle
 * limit. Clients that read one line only take the second for the answer to
 * their first command.
 *
 * Source: public transcripts, `220-FTPD1 IBM FTP CS V2R1 at name.test.com,
 * 13:49:38 on 2016-01-28.`
 */
import { hookQuirk, type Quirk } from './quirk.js'

export const zosBanner = (release: string, now: () => Date): Quirk =>
  hookQuirk({
    greet: () => {
      const [date = '', time = ''] = now().toISOString().split('T')
      return [
        220,
        `FTPD1 IBM FTP CS ${release} at localhost, ${time.slice(0, 8)} on ${date}.`,
        'Connection will close if idle for more than 5 minutes.',
      ]
    },
  })
