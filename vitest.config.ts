import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const shared = { testTimeout: 60_000, hookTimeout: 120_000 }

export default defineConfig({
  plugins: [vue()],
  test: {
    ...shared,
    // two cores: more files at once only make every timeout lie
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/{architecture,golden,store,unit}/**/*.test.ts'] } },
      { extends: true, test: { name: 'long', include: ['test/long/**/*.test.ts'], testTimeout: 3_600_000 } },
    ],
  },
})
