export { importFiles, recogniseFiles } from './import-files'
export type {
  ArrayChoice,
  ColumnRole,
  FeatureChoice,
  FoundArray,
  FoundColumn,
  ImportChoices,
  Imported,
  ImportedPart,
  ImportProgress,
  ImportSource,
  PartRole,
  Recognition,
  SampleShape,
} from './imported'
