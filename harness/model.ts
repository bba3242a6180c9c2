/**
 * The words of the product as types. Everything that crosses a folder is
 * declared here; nothing here does anything.
 */
export * from './model/words.js'
export * from './model/tls.js'
export * from './model/event.js'
export * from './model/transcript.js'
export * from './model/conversation.js'
export * from './model/settings.js'
export * from './model/scenario.js'
export * from './model/option.js'
export * from './model/server.js'
export * from './model/client.js'
export * from './model/providers.js'
export * from './model/finding.js'
export * from './model/run.js'
export * from './model/report.js'
