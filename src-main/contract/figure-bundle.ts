import { z } from 'zod'

export const FIGURE_FORMAT = 'gramscope-figure'
export const FIGURE_VERSION = 1

/** JSON has no NaN and no infinities. */
const numbers = z.array(z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])])).max(5_000_000)
const scale = z.union([z.enum(['linear', 'log']), z.templateLiteral(['symlog ', z.number().positive()])])
const text = z.string().max(10_000)

const axisField = z.strictObject({ label: text, symbol: text, unit: text, scale, integer: z.boolean() })
const lineField = z.strictObject({ at: z.number(), label: text, group: text.nullable() })
const lookField = z.strictObject({
  colour: z.string().regex(/^--(data-[1-8]|over-tiles)$/),
  dash: z.array(z.number().min(0)).max(10),
  marker: z.enum(['circle', 'square', 'triangle', 'diamond']),
})

const curveField = z.strictObject({
  id: text,
  label: text,
  kind: z.enum(['measured', 'published', 'theory', 'bound', 'fit', 'series', 'values', 'spectrum', 'histogram', 'stems']),
  group: text,
  family: text,
  look: lookField,
  x: numbers,
  y: numbers,
  low: numbers.nullable(),
  high: numbers.nullable(),
  counts: numbers.nullable(),
  faint: z.boolean(),
  excluded: z.enum(['above', 'below']).nullable(),
  floor: z.number().nullable(),
  shift: z.number().nullable(),
  exact: z.boolean(),
  total: z.int().min(0),
  references: z.array(text.nullable()).nullable(),
})

const tilesField = z.strictObject({
  label: text,
  symbol: text,
  palette: z.enum(['probability', 'sequential']),
  low: z.number(),
  high: z.number(),
  width: z.number(),
  height: z.number(),
  marks: z.record(text, text),
  tiles: z
    .array(
      z.strictObject({
        x: z.number(),
        y: z.number(),
        value: z.number().nullable(),
        done: z.number(),
        text,
        mark: text.nullable(),
        inferred: z.boolean(),
      }),
    )
    .max(1_000_000),
})

/** Exactly what a figure draws. */
export const drawnFigure = z.strictObject({
  title: text,
  caption: text,
  x: axisField,
  y: axisField,
  band: text,
  curves: z.array(curveField).max(5000),
  vertical: z.array(lineField).max(1000),
  horizontal: z.array(lineField).max(1000),
  floor: z.strictObject({ at: z.number(), label: text }).nullable(),
  tiles: tilesField.nullable(),
})
export type DrawnFigure = z.infer<typeof drawnFigure>

/** A figure with where it is from, as a file that can be opened again. */
export const figureBundle = z.strictObject({
  format: z.literal(FIGURE_FORMAT),
  version: z.literal(FIGURE_VERSION),
  app: text,
  madeAt: text,
  /** address of the page that drew it, e.g. `#/compare?runs=1-6` */
  view: z.string().max(200_000),
  /** SHA-256 of the figure as compact JSON */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  figure: drawnFigure,
})
export type FigureBundle = z.infer<typeof figureBundle>
