import { fuzzAtLength } from '../fixtures/fuzz-at-length'

fuzzAtLength('archives')
