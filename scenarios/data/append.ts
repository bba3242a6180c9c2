import { defineScenario } from '../../harness/define.js'

export default defineScenario({
  id: 'data/append',
  title: 'An upload by APPE to a fresh name',
  why: 'Jobs collect records with APPE; on a fresh name it must do what STOR does.',
  references: ['RFC 959 4.1.3 APPE'],
  conversation: { steps: [{ do: 'put', size: 'small', verb: 'APPE' }] },
  findings: ['command-not-supported'],
})
