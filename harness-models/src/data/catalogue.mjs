// Makes the catalogue of models that is shipped: prices from one npm package, sizes and abilities from another.
// Run it, with the network, when the packages below move:  mvn -P catalogue -pl harness-models -am generate-resources
// The build itself only reads what this wrote; .ci/run has it write into another folder and compares.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const PRICES = '@pydantic/genai-prices@0.1.8'
const SIZES = '@earendil-works/pi-ai@1.5.2'

/** Who serves a model, in the words of the sizes and in those of the prices. */
const SERVED_BY = {
  anthropic: 'anthropic', openai: 'openai', google: 'google', groq: 'groq', deepseek: 'deepseek', mistral: 'mistral',
  xai: 'x-ai', openrouter: 'openrouter', together: 'together', cerebras: 'cerebras', fireworks: 'fireworks',
  moonshotai: 'moonshotai', minimax: 'minimax', zai: 'zai', azure: 'azure', 'amazon-bedrock': 'aws',
  'cloudflare-workers-ai': 'cloudflare', 'github-copilot': 'github-copilot',
}

/** Where providers answer, too, and the list does not say so: OpenAI in a region. */
const ADDRESSES = { openai: 'https://(?:[a-z]{2}\\.)?api\\.openai\\.com(?:[:/]|$)' }

/** Who else's sizes count where those who serve a model have none; not those who cut it down for their own tools. */
const ELSEWHERE = [...Object.keys(SERVED_BY).filter(name => name !== 'github-copilot'),
  'vercel-ai-gateway', 'google-vertex', 'huggingface', 'nvidia', 'baseten']

const here = dirname(fileURLToPath(import.meta.url))
const [folder] = process.argv.slice(2)
const out = folder ? join(folder, 'catalogue') : join(here, '../main/resources/dev/agentharness/models/catalogue')
const tests = folder ? join(folder, 'tests') : join(here, '../test/resources/dev/agentharness/models')

/** What npm says; without it there is nothing to make, which is no fault of what is shipped. */
function npm(...args) {
  try {
    return execFileSync('npm', args, { encoding: 'utf8' })
  } catch {
    console.error('npm has no answer')
    process.exit(69)
  }
}

function unpacked(name) {
  const folder = mkdtempSync(join(tmpdir(), 'catalogue-'))
  const file = npm('pack', '--silent', '--pack-destination', folder, name).trim()
  execFileSync('tar', ['xzf', file], { cwd: folder })
  return join(folder, 'package')
}

function published(name) {
  const at = name.lastIndexOf('@')
  const times = JSON.parse(npm('view', '--silent', name.slice(0, at), 'time', '--json'))
  return times[name.slice(at + 1)].slice(0, 10)
}

const TEXT = ['input_mtok', 'output_mtok', 'cache_read_mtok', 'cache_write_mtok', 'cache_write_1h_mtok']

/** What this library never sends and never asks for costs nothing: sound, and searches at the provider. */
const unused = key => key.includes('audio') || key.includes('searches')

/** The prices of text; none where something else is billed that this library has no word for, such as each request. */
function textPrices(model) {
  const dated = Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }]
  const text = dated.map(one => ({ ...one,
    prices: Object.fromEntries(Object.entries(one.prices).filter(([key]) => !unused(key))) }))
  const whole = text.every(({ prices }) => 'input_mtok' in prices && 'output_mtok' in prices
    && Object.keys(prices).every(key => TEXT.includes(key)))
  return !whole ? undefined : text.length === 1 && !text[0].constraint ? text[0].prices : text
}

const matches = (rule, name) =>
  'or' in rule ? rule.or.some(one => matches(one, name))
  : 'and' in rule ? rule.and.every(one => matches(one, name))
  : 'equals' in rule ? name === rule.equals.toLowerCase()
  : 'starts_with' in rule ? name.startsWith(rule.starts_with.toLowerCase())
  : 'ends_with' in rule ? name.endsWith(rule.ends_with.toLowerCase())
  : 'contains' in rule ? name.includes(rule.contains.toLowerCase())
  : new RegExp(rule.regex).test(name)

/** The names that a rule lists one by one. */
const listed = rule => 'or' in rule ? rule.or.flatMap(listed) : 'equals' in rule ? [rule.equals.toLowerCase()] : []

const undated = name => name.replace(/[-@]20\d\d-?\d\d-?\d\d/, '')

/** A name that is the same with everybody: without who made or serves it, its date and its build. */
const common = name => undated(name.toLowerCase().split('/').pop().replace(/^([a-z-]+\.)+/, ''))
  .replace(/-v\d+(:\d+)?$/, '').replaceAll('.', '-')

/** What fits into each of some models, and what each of them can do. */
function sizes(same) {
  if (same.length === 0) return {}
  const least = key => { const all = same.map(one => one[key]).filter(n => n > 0); return all.length ? Math.min(...all) : undefined }
  const can = ['tools']
  if (same.every(one => one.input.includes('image'))) can.push('images')
  if (same.every(one => one.reasoning)) can.push('thinking')
  return { context_window: least('contextWindow'), max_output: least('maxTokens'), features: can }
}

const lines = models => '[\n' + models.map(model => JSON.stringify(model)).join(',\n') + '\n]\n'

const prices = unpacked(PRICES)
const { waitForUpdate, calcPrice } = await import(pathToFileURL(join(prices, 'dist/index.js')))
const providers = await waitForUpdate()
const data = join(unpacked(SIZES), 'dist/providers/data')
const chats = name => Object.values(JSON.parse(readFileSync(join(data, name + '.json'), 'utf8')))
  .flatMap(byApi => Object.values(byApi)).filter(model => model.type === 'chat')
const elsewhere = new Map()
for (const model of ELSEWHERE.flatMap(chats)) {
  elsewhere.set(common(model.id), [...(elsewhere.get(common(model.id)) ?? []), model])
}

rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
mkdirSync(tests, { recursive: true })

const index = []
for (const provider of providers) {
  const theirs = Object.entries(SERVED_BY).filter(([, id]) => id === provider.id).flatMap(([name]) => chats(name))
  const byPrice = new Map()
  for (const model of theirs) {
    const rule = provider.models.find(one => matches(one.match, model.id.toLowerCase()))
    byPrice.set(rule, [...(byPrice.get(rule) ?? []), model])
  }
  const own = name => [name, undated(name)].map(wanted => theirs.filter(model => model.id.toLowerCase() === wanted))
    .find(found => found.length) ?? []
  const others = name => elsewhere.get(common(name)) ?? []
  const models = provider.models.flatMap(model => {
    const entry = (id, match, served, elsewhere) => {
      const size = served.length ? sizes(served) : sizes(elsewhere)
      const window = served.length && model.context_window && size.context_window
        ? Math.min(model.context_window, size.context_window) : model.context_window || size.context_window
      return {
        id, match, ...size, context_window: window,
        max_output: size.max_output && Math.min(size.max_output, window),
        // A name that is known and not priced stays in the list: a later rule, or another provider's, must not price it.
        prices: textPrices(model),
      }
    }
    const served = byPrice.get(model) ?? []
    const names = listed(model.match)
    // Where models of several sizes have one price, those that are listed by name have an entry for each size.
    const bySize = new Map()
    for (const name of new Set(served.map(one => JSON.stringify(sizes([one])))).size > 1 ? names : []) {
      const same = own(name).length ? own(name) : others(name)
      const size = JSON.stringify(sizes(same))
      if (same.length) bySize.set(size, [...(bySize.get(size) ?? []), name])
    }
    const groups = [...bySize.values()].map(names =>
      entry(names[0], { or: names.map(name => ({ equals: name })) }, names.flatMap(own), names.flatMap(others)))
    return [...groups, entry(model.id, model.match, served, [...names, model.id].flatMap(others))]
  })
  const fallbacks = providers.filter(one => (provider.fallback_model_providers ?? []).includes(one.id))
  const pricedThere = name => fallbacks.some(one => one.models.some(model => matches(model.match, name.toLowerCase())))
  for (const model of (byPrice.get(undefined) ?? []).filter(model => !pricedThere(model.id))) {
    models.push({ id: model.id, match: { equals: model.id }, ...sizes([model]) })
  }
  if (models.some(model => model.prices)) {
    const { id, api_pattern, provider_match, fallback_model_providers } = provider
    index.push({ id, api_pattern: ADDRESSES[id] ?? api_pattern, provider_match, fallback_model_providers })
    writeFileSync(join(out, id + '.json'), lines(models))
  }
}
const header = { prices: PRICES, sizes: SIZES, date: published(PRICES) }
writeFileSync(join(out, 'index.json'), JSON.stringify(header).slice(0, -1) + ',"providers":' + lines(index).trimEnd() + '}\n')
writeFileSync(join(out, 'LICENCE.txt'),
  `The prices here are taken from ${PRICES}, published ${header.date}, under this licence:\n\n`
  + readFileSync(join(prices, 'LICENSE'), 'utf8')
  + `\nSizes and abilities are taken from ${SIZES}, published ${published(SIZES)}, under the MIT licence.\n`)

// What another calculator asks for the same tokens: seeded, so that a second run writes the same lines.
let seed = 20260923
const random = below => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor((seed / 2147483648) * below) }
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'))
const bills = []
for (const { id } of index) {
  const own = JSON.parse(readFileSync(join(out, id + '.json'), 'utf8')).filter(model => model.prices)
  for (const model of own) {
    const days = ['2025-06-01', header.date, '2027-06-01']
    for (const day of Array.isArray(model.prices) ? days : [header.date]) {
      const input = random(2) ? random(4000) : random(600000)
      const read = random(input + 1), write = random(input - read + 1), hour = random(write + 1), output = random(60000)
      const name = model.id.toLowerCase()
      const usage = { input_tokens: input, cache_read_tokens: read, cache_write_tokens: write,
        cache_write_1h_tokens: hour, cache_write_5m_tokens: write - hour, output_tokens: output }
      const bill = hour => calcPrice(usage, name, { providerId: id, timestamp: new Date(`${day}T${hour}:45:00Z`) })
      // Where the hour counts, the dearest; where no rule fits the rule's own name, such as of a prefix, nothing.
      const all = HOURS.map(bill).filter(one => one !== null).map(one => one.total_price)
      if (all.length > 0) bills.push([id, name, day, input, read, write, hour, output, Math.max(...all)].join('\t'))
    }
  }
}
// Some of the list as it stands, which must be readable as a file of the user's.
const excerpt = providers.filter(one => ['deepseek', 'minimax', 'perplexity'].includes(one.id))
writeFileSync(join(tests, 'genai-prices.json'), JSON.stringify(excerpt, null, 1) + '\n')
writeFileSync(join(tests, 'bills.tsv'), bills.join('\n') + '\n')
console.log(`${index.length} providers, ${bills.length} bills`)
