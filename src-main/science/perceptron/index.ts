export { descend, drawPerceptron, perceptronGradient, perceptronOutputs, type Perceptron } from './perceptron'
