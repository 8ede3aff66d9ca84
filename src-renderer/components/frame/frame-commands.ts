import {
  ChartScatter,
  Database,
  FileJson2,
  FlaskConical,
  FolderOpen,
  GitCompareArrows,
  House,
  Layers,
  ListChecks,
  Moon,
  Pause,
  Play,
  Search,
  Settings,
  SquarePen,
  Sun,
  Table2,
  Waypoints,
} from '@lucide/vue'
import type { Router } from 'vue-router'
import type { StudySummary } from '../../../src-main/contract'
import type { Command } from '../../stores/commands'
import type { useCatalogue } from '../../stores/catalogue'
import { request, shell, type useLab } from '../../stores/lab'
import type { useNotices } from '../../stores/notices'
import { escapeOneStep } from '../use-escape'
import { countOf } from '../count-of'
import { studyProgress } from '../study-progress'
import { formatEstimate, formatMoment } from '../format-time'
import { describeRun } from '../describe-run'

const RECENT_RUNS = 20

interface Surroundings {
  router: Router
  lab: ReturnType<typeof useLab>
  catalogue: ReturnType<typeof useCatalogue>
  notices: ReturnType<typeof useNotices>
  openPalette: () => void
  openShortcuts: () => void
}

/** The router notes in each entry of the history which page lies before it; before the first page there is none. */
function hasPageBefore(): boolean {
  const entry: unknown = window.history.state
  return typeof entry === 'object' && entry !== null && 'back' in entry && typeof entry.back === 'string'
}

/** Commands that can be given on every page. */
export function frameCommands({ router, lab, notices, openPalette, openShortcuts }: Surroundings): Command[] {
  const go = (path: string) => async () => {
    await router.push(path)
  }
  const themed = (theme: 'system' | 'light' | 'dark') => () => lab.changeSettings({ theme })
  return [
    { id: 'go-home', group: 'Go to', label: 'Home', icon: House, keys: 'g h', run: go('/') },
    { id: 'go-runs', group: 'Go to', label: 'Runs', icon: Table2, keys: 'g r', run: go('/runs') },
    {
      id: 'go-compare',
      group: 'Go to',
      label: 'Compare',
      icon: GitCompareArrows,
      keys: 'g a',
      keywords: 'side by side runs seeds bands',
      run: go('/compare'),
    },
    {
      id: 'go-compose',
      group: 'Go to',
      label: 'Compose',
      icon: SquarePen,
      keys: 'g c',
      keywords: 'new experiment sweep spec',
      run: go('/compose'),
    },
    {
      id: 'go-spectra',
      group: 'Go to',
      label: 'Spectra',
      icon: ChartScatter,
      keys: 'g e',
      keywords: 'eigenvalues kernel hermite dual',
      run: go('/spectra'),
    },
    {
      id: 'go-depth',
      group: 'Go to',
      label: 'Depth',
      icon: Waypoints,
      keys: 'g p',
      keywords: 'conditioning layers activation normrelu kernel',
      run: go('/depth'),
    },
    {
      id: 'go-datasets',
      group: 'Go to',
      label: 'Data sets',
      icon: Database,
      keys: 'g d',
      keywords: 'import images cifar mnist files',
      run: go('/datasets'),
    },
    { id: 'go-claims', group: 'Go to', label: 'Claims', icon: ListChecks, keys: 'g l', keywords: 'theorems verdicts', run: go('/claims') },
    { id: 'go-settings', group: 'Go to', label: 'Settings', icon: Settings, keys: 'g s', run: go('/settings') },
    { id: 'open-palette', group: 'Window', label: 'Find a command', keys: 'mod+k', inPalette: false, icon: Search, run: openPalette },
    { id: 'open-shortcuts', group: 'Window', label: 'List shortcuts', keys: '?', run: openShortcuts },
    {
      id: 'toggle-rail',
      group: 'Window',
      label: lab.settings.railExpanded ? 'Narrow the left rail' : 'Widen the left rail',
      keys: '[',
      run: () => lab.changeSettings({ railExpanded: !lab.settings.railExpanded }),
    },
    {
      id: 'back',
      group: 'Window',
      label: 'One step back',
      keys: 'Escape',
      inPalette: false,
      run: () => {
        if (document.activeElement instanceof HTMLInputElement || document.activeElement instanceof HTMLTextAreaElement) {
          document.activeElement.blur()
          return
        }
        if (!escapeOneStep() && hasPageBefore()) router.back()
      },
    },
    { id: 'theme-light', group: 'Theme', label: 'Light theme', icon: Sun, run: themed('light') },
    { id: 'theme-dark', group: 'Theme', label: 'Dark theme', icon: Moon, run: themed('dark') },
    { id: 'theme-system', group: 'Theme', label: "The system's theme", run: themed('system') },
    lab.queue.held
      ? {
          id: 'release-queue',
          group: 'Queue',
          label: 'Release queue',
          keys: 'q',
          icon: Play,
          keywords: 'resume start',
          run: () => lab.releaseQueue(),
        }
      : {
          id: 'hold-queue',
          group: 'Queue',
          label: 'Hold queue',
          keys: 'q',
          icon: Pause,
          keywords: 'pause stop',
          run: () => lab.holdQueue(),
        },
    { id: 'run-spec', group: 'Laboratory', label: 'Run a spec file', icon: FileJson2, keywords: 'json open', run: go('/?spec=open') },
    {
      id: 'make-backup',
      group: 'Laboratory',
      label: 'Back up the database',
      run: async () => {
        const { path } = await request('backups.make', {})
        notices.reportDone(`Backup made and checked: ${path}`)
      },
    },
    {
      id: 'show-home',
      group: 'Laboratory',
      label: 'Show the home folder',
      icon: FolderOpen,
      run: async () => {
        await shell('shell.showHome', {})
      },
    },
  ]
}

function progressHint(study: StudySummary): string {
  const { done, total } = studyProgress(study)
  return done === total ? countOf(total, 'run') : `${done} of ${countOf(total, 'run')} done`
}

/** Entries that have to be asked for: recipes, studies and recent runs. */
export async function fetchedCommands({ router, catalogue }: Surroundings): Promise<Command[]> {
  const [, recent] = await Promise.all([
    catalogue.load(),
    request('runs.query', { filter: {}, sort: '-createdAt', offset: 0, limit: RECENT_RUNS, columns: [] }),
  ])
  const commands: Command[] = []
  for (const study of catalogue.studies ?? []) {
    commands.push({
      id: `study-${study.id}`,
      group: 'Studies',
      label: study.title,
      hint: progressHint(study),
      icon: Layers,
      keywords: `study ${study.size ?? ''}`,
      run: async () => {
        await router.push(`/studies/${study.id}`)
      },
    })
  }
  for (const paper of catalogue.papers ?? []) {
    for (const recipe of paper.recipes) {
      for (const { size, estimatedSeconds, runs } of recipe.sizes) {
        commands.push({
          id: `recipe-${recipe.id}-${size}`,
          group: 'Recipes',
          label: `Run ${recipe.title}, ${size}`,
          hint: `${countOf(runs, 'run')}, ${formatEstimate(estimatedSeconds)}`,
          icon: FlaskConical,
          keywords: `${paper.title} ${paper.authors} ${recipe.shows}`,
          run: async () => {
            await router.push(await catalogue.beginRecipe(recipe, size))
          },
        })
      }
    }
  }
  for (const run of recent.rows) {
    commands.push({
      id: `run-${run.id}`,
      group: 'Recent runs',
      label: describeRun(run),
      hint: `run ${run.id}, ${run.state}, ${formatMoment(run.createdAt)}`,
      keywords: 'run',
      run: async () => {
        await router.push(`/runs/${run.id}`)
      },
    })
  }
  return commands
}
