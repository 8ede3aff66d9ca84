// Who may import whom. A room is a folder (or an entry file) of src-main, or the window's sources as a whole; a room may import itself
// and the rooms listed for it, nothing else.

/** @type {Record<string, string[]>} */
const MAY_IMPORT = {
  'src-main/contract': [],
  'src-main/science': ['src-main/contract'],
  'src-main/datasets': ['src-main/science', 'src-main/contract'],
  'src-main/experiments': ['src-main/datasets', 'src-main/science', 'src-main/contract'],
  'src-main/papers': ['src-main/experiments', 'src-main/datasets', 'src-main/science', 'src-main/contract'],
  'src-main/worker': ['src-main/experiments', 'src-main/datasets', 'src-main/science', 'src-main/contract'],
  'src-main/store': ['src-main/contract'],
  'src-main/lab': [
    'src-main/store',
    'src-main/worker',
    'src-main/papers',
    'src-main/experiments',
    'src-main/datasets',
    'src-main/science',
    'src-main/contract',
  ],
  'src-main/shell': ['src-main/lab', 'src-main/contract'],
  'src-main/terminal': ['src-main/lab', 'src-main/contract'],
  'src-main/main.ts': ['src-main/shell', 'src-main/lab', 'src-main/contract'],
  // the names of the channels, nothing of what answers on them
  'src-main/preload.ts': ['src-main/shell/channels.ts', 'src-main/contract'],
  'src-main/cli.ts': ['src-main/terminal', 'src-main/lab', 'src-main/contract'],
  'src-renderer': ['src-main/contract'],
}

/** A room as a regular expression over paths. @param {string} room */
const within = (room) => (room.endsWith('.ts') ? `^${room.replace('.', '\\.')}$` : `^${room}/`)

/** Specs of experiments are part of what crosses boundaries: contract unites them. */
const SPEC_FILES = '^src-main/experiments/[^/]+/spec\\.ts$'

/** A package by its name, whether it could be resolved or not. @param {string} name */
const packageNamed = (name) => `(^|/)node_modules/${name}/|^${name}(/|$)`

const rooms = Object.entries(MAY_IMPORT).map(([room, others]) => ({
  name: `${room.replace('src-main/', '')} imports only ${others.map((other) => other.replace('src-main/', '')).join(', ') || 'itself'}`,
  comment: 'README, "The house", says which room knows which.',
  severity: 'error',
  from: { path: within(room) },
  to: {
    path: '^(src-main|src-renderer)/',
    pathNot: [within(room), ...others.map(within), ...(room === 'src-main/contract' ? [SPEC_FILES] : [])],
  },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...rooms,
    {
      name: 'every source belongs to a room',
      comment: 'A new room gets its line in MAY_IMPORT.',
      severity: 'error',
      from: { path: '^(src-main|src-renderer)/', pathNot: Object.keys(MAY_IMPORT).map(within) },
      to: {},
    },
    {
      name: 'specs know only zod and shared fields',
      comment: 'The window imports specs through contract: what they import, the window gets. A spec may contain another.',
      severity: 'error',
      from: { path: SPEC_FILES },
      to: { pathNot: ['^src-main/contract/[a-z-]*fields?\\.ts$', SPEC_FILES, packageNamed('zod')] },
    },
    {
      name: 'contract knows only zod',
      severity: 'error',
      from: { path: '^src-main/contract/' },
      to: { pathNot: ['^src-main/', packageNamed('zod')] },
    },
    {
      name: 'electron only in the shell',
      severity: 'error',
      from: { path: '^(src-main|src-renderer)/', pathNot: '^src-main/(main\\.ts$|preload\\.ts$|shell/)' },
      to: { path: packageNamed('electron') },
    },
    {
      name: 'better-sqlite3 only in the store',
      severity: 'error',
      from: { path: '^(src-main|src-renderer)/', pathNot: '^src-main/store/' },
      to: { path: packageNamed('(@types/)?better-sqlite3') },
    },
    {
      name: 'the window without Node',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'science without files, processes and clocks',
      comment: 'Only native.ts, which loads the addon, and self-test.ts, which examines it in a process of its own, touch the machine.',
      severity: 'error',
      from: { path: '^src-main/science/', pathNot: '^src-main/science/arithmetic/(native|self-test)\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'sources without tests and scripts',
      severity: 'error',
      from: { path: '^(src-main|src-renderer)/' },
      to: { path: '^(test|scripts)/' },
    },
    {
      name: 'no circles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no orphans',
      severity: 'error',
      from: { orphan: true, pathNot: '\\.d\\.ts$' },
      to: {},
    },
    {
      name: 'every import leads somewhere',
      severity: 'error',
      from: {},
      // vite/client is types only, without a file behind its name
      to: { couldNotResolve: true, pathNot: '^vite/client$' },
    },
    {
      name: 'every package is in package.json',
      severity: 'error',
      from: { path: '^(src-main|src-renderer)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // imports of types are arrows too
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.vue', '.mjs', '.js', '.json'],
    },
  },
}
