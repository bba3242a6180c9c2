import { defineScenario } from '../../harness/define.js'

const elsewhere = [500, 501, 502, 504, 550]

export default defineScenario({
  id: 'legacy/zos-dialogue',
  title: 'A session as with z/OS: data sets, SITE, an upload and a download',
  why: 'A z/OS server greets in two lines, answers transfers with 125 and 250, lists data sets in a table and has a SITE command before each upload. A client that was only ever tried against Unix stumbles over one of these. Other servers refuse SITE and the quoted name, and the session goes on.',
  references: [
    "z/OS Communications Server IP User's Guide and Commands, FTP",
    'z/OS Communications Server IP and SNA Codes, FTP server replies',
  ],
  conversation: {
    steps: [
      { do: 'command', line: "CWD 'TESTER.'", accept: [250, ...elsewhere] },
      { do: 'list' },
      {
        do: 'command',
        line: 'SITE VARrecfm LRECL=256 RECFM=VB BLKSIZE=27998',
        accept: [200, 202, ...elsewhere],
      },
      { do: 'put', size: '1MiB' },
      { do: 'get', size: 'small' },
      { do: 'list' },
    ],
  },
  require: { dataProtected: true },
  findings: ['command-not-supported'],
  optIn: true,
})
