import { LabError, type LabErrorCode } from './contract'
import { buildLayout } from './lab/build-layout'
import { homeFolder } from './lab/home'
import { Lab } from './lab/lab'
import { restoreHome } from './lab/restore'
import { parseArguments, type Arguments } from './terminal/arguments'
import { COMMANDS, printSchema } from './terminal/commands'
import { Console } from './terminal/console'
import type { Interruption } from './terminal/execute'

const USAGE = `Usage: npm run lab -- <command> [options]

  list [--state S] [--limit N]          recipes, studies and the newest runs
  show <run> | show study <id>          one run, or a study beside its published values
  query "kappaH < 0.9 and not tag:draft" [--columns "hiddenWidth,tail(loss)"] [--sort -finalLoss]
        [--csv] [--limit N]             runs that a filter finds
  run <recipe> [--quick] [--seed N]     runs what is missing of a recipe
        [--near-boundary]               of a phase diagram, only where the outcome changes
  run <spec.json> [--seed N | 1..10]    runs an experiment spec
        [--set field.sub=value]         changes a field of the spec (or of every cell)
        [--sweep field.sub=1,2,5]       makes a study of a spec with a cell for each value, of several
        [--zip] [--name TEXT]           fields for each combination, or with --zip for first with first
        [--input images=NAME]           data set for a recipe that asks for one, by name or hash
  quickstart                            the quick size of the first recipe
  resume <run ...> | --all              continues from the last checkpoint
  reproduce <run>                       runs it again and compares every number, bit by bit
  fork <run> [--at STEP] [--set ...]    goes on from a state that the run has kept, with other settings
        [--sweep ...] [--keep-state]    of training; run and reproduce keep theirs with --keep-state
  cancel <run ...> | --all              also runs of the open window
  import <file or folder ...>           makes a data set of CIFAR, IDX, NumPy, CSV, safetensors or image files
        [--step "take count=1000"] [--steps FILE.json] [--finding N] [--name TEXT]
        [--features MODEL.onnx]         images become what the model makes of them
  datasets [list] | show | statistics | remove <name> [--part train]
  export dataset <name> [--part train] [--format npz|csv|idx] [-o FILE]
  export run <id> | study <id> [--format csv|figures|latex|json] [-o FILE]
  bundle export <file> [run ...] [--study ID ...] [--filter "..."]
        [--states]                      runs and studies as one file, with the states they keep
  bundle import <file>                  takes in such a file, verified as a whole
  schema [spec] | schema database       JSON Schema of a spec; the database, for reading it by other programs
  doctor [backup]                       checks installation, home and database; makes a verified backup
  restore <backup>                      puts a backup in the place of the database, which is moved aside

  --json   one JSON document on standard output     --home PATH   another home folder
Exit code 0: success. 1: failure. 2: the input was refused and nothing was stored. 130: interrupted.`

const INPUT_ERRORS: readonly LabErrorCode[] = ['invalid-spec', 'invalid-request', 'invalid-file', 'not-found', 'cannot-fit']
const INTERRUPTED = 130

async function main(argv: string[]): Promise<number> {
  const interruption: Interruption = { requested: false }
  let console = new Console(argv.includes('--json'))
  try {
    const argument = parseArguments(argv)
    console = new Console(argument.json)
    await dispatch(argument, console, interruption)
    return 0
  } catch (error) {
    const problem = LabError.from(error)
    console.error(problem.toShape())
    if (problem.code === 'internal' && process.env.GRAMSCOPE_DEBUG !== undefined) console.say(String(problem.stack))
    if (interruption.requested) return INTERRUPTED
    return INPUT_ERRORS.includes(problem.code) ? 2 : 1
  }
}

async function dispatch(argument: Arguments, console: Console, interruption: Interruption): Promise<void> {
  if (argument.help || argument.command === 'help') return console.result({ usage: USAGE }, USAGE)
  if (argument.command === 'schema') return printSchema(console, argument.operands[0])
  const home = argument.home ?? homeFolder()
  if (argument.command === 'restore') {
    const done = restoreHome(home, argument.operands[0], Date.now())
    return console.result(
      done,
      `Restored ${done.restored}.${done.movedAside === null ? '' : ` The database that was there is ${done.movedAside}.`}`,
    )
  }
  const command = Object.hasOwn(COMMANDS, argument.command) ? COMMANDS[argument.command] : undefined
  if (command === undefined) throw new LabError('invalid-request', `There is no command ${argument.command}. "lab help" lists them.`)
  const mine = new Set<number>()
  const { appRoot, workerFile } = buildLayout(import.meta.url)
  const lab = new Lab({ home, kind: 'terminal', workerFile, appRoot, onlyRunIds: mine })
  const interrupt = (): void => {
    if (!interruption.requested) console.say('Checkpointing what runs...')
    interruption.requested = true
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  try {
    lab.start()
    for (const warning of lab.store.warnings) console.say(warning.message)
    await command({ lab, mine, console, interruption }, argument)
  } finally {
    await lab.close()
  }
}

process.exitCode = await main(process.argv.slice(2))
