// Reads the JSON reports of vitest and Playwright.
import { existsSync, readFileSync } from 'node:fs'

/**
 * @typedef {object} Totals
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/** @param {string} file */
function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
}

/**
 * @param {any} report
 * @returns {Totals}
 */
function vitestTotals(report) {
  // a file that breaks before its first test has no test to count: it counts as one failure
  const broken = report.testResults.filter(
    (/** @type {any} */ file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken,
    skipped: report.numTotalTests - report.numPassedTests - report.numFailedTests,
  }
}

/**
 * @param {any} report
 * @returns {Totals}
 */
function playwrightTotals(report) {
  const { expected, unexpected, flaky, skipped } = report.stats
  // errors outside of any test, such as a file that cannot be loaded, keep all tests from running: they count as one failure
  return { passed: expected, failed: unexpected + flaky + (report.errors.length > 0 ? 1 : 0), skipped }
}

/**
 * Totals of one runner. A runner that left no report, or that ended badly though its report shows no failure, counts as one failure:
 * what it did not say cannot count as passed.
 * @param {'vitest' | 'playwright'} runner
 * @param {string} file its JSON report
 * @param {number} exitCode
 * @returns {Totals}
 */
export function totalsOf(runner, file, exitCode) {
  const report = readReport(file)
  if (report === null) return { passed: 0, failed: 1, skipped: 0 }
  const totals = runner === 'vitest' ? vitestTotals(report) : playwrightTotals(report)
  return exitCode !== 0 && totals.failed === 0 ? { ...totals, failed: 1 } : totals
}

/**
 * @param {Totals[]} parts
 * @returns {{ line: string, success: boolean }} the last line of a test run; without a single passed test it is no success
 */
export function summary(parts) {
  const sum = (/** @type {keyof Totals} */ name) => parts.reduce((total, part) => total + part[name], 0)
  const [passed, failed] = [sum('passed'), sum('failed')]
  return { line: `${passed} passed, ${failed} failed`, success: failed === 0 && passed > 0 }
}
