import { runInTerminal } from './children.mjs'
import { sayFailure } from './report.mjs'
import { environmentFor, isUsable, usableNode } from './usable-node.mjs'

/**
 * Body of every script of package.json: runs `main` under a Node that the tools can use, starting the same script again under a fetched
 * one where the machine's own is too old; prints failures; sets the exit code.
 * @param {(args: string[]) => Promise<number>} main gets the command's arguments, answers its exit code
 */
export async function command(main) {
  try {
    if (isUsable(process.versions.node)) {
      process.exitCode = await main(process.argv.slice(2))
    } else {
      const node = usableNode()
      process.exitCode = await runInTerminal(node, process.argv.slice(1), { env: environmentFor(node) })
    }
  } catch (error) {
    sayFailure(error)
    process.exitCode = 1
  }
}
