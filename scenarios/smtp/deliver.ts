import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'smtp/deliver',
  protocol: 'smtp',
  title: 'One message to a relay that offers STARTTLS and no AUTH before TLS',
  why: 'The job of every mainframe that mails its listings. What fails here fails every night.',
  references: ['RFC 5321 3.3', 'RFC 3207 4'],
  conversation: { mail: {} },
  server: { mail: { authBeforeTls: [] } },
  findings: ['attls-no-rule'],
})
