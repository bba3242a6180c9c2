import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'prot/lower-case',
  title: 'The client sends the level in lower case',
  why: 'FTP command words are not case-sensitive; arguments are anyone\'s guess. Pure-FTPd falls back to clear data on "PROT p", without saying so to the user.',
  references: ['RFC 959 5.3', 'RFC 2228 3 PROT'],
  conversation: { steps: [{ do: 'prot', level: 'p' }, { do: 'list' }] },
  findings: ['prot-level-unsupported', 'data-not-encrypted'],
})
