import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import HomePage from './pages/HomePage.vue'

const runsPage = () => import('./pages/RunsPage.vue')

/** The page that is gone to most and has the most code is there before it is asked for. */
export function prepareRunsPage(): void {
  requestIdleCallback(() => void runsPage(), { timeout: 2000 })
}

const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: HomePage },
  { path: '/runs', name: 'runs', component: runsPage },
  {
    path: '/runs/:id(\\d+)',
    name: 'run',
    component: () => import('./pages/RunPage.vue'),
    props: (to) => ({ runId: Number(to.params.id) }),
  },
  {
    path: '/studies/:id(\\d+)',
    name: 'study',
    component: () => import('./pages/StudyPage.vue'),
    props: (to) => ({ studyId: Number(to.params.id) }),
  },
  { path: '/compose', name: 'compose', component: () => import('./pages/ComposePage.vue') },
  { path: '/datasets', name: 'datasets', component: () => import('./pages/DatasetsPage.vue') },
  {
    path: '/datasets/:id(\\d+)',
    name: 'dataset',
    component: () => import('./pages/DatasetPage.vue'),
    props: (to) => ({ datasetId: Number(to.params.id) }),
  },
  { path: '/compare', name: 'compare', component: () => import('./pages/ComparePage.vue') },
  {
    path: '/dashboards/:id(\\d+)',
    name: 'dashboard',
    component: () => import('./pages/DashboardPage.vue'),
    props: (to) => ({ dashboardId: Number(to.params.id) }),
  },
  { path: '/figure', name: 'figure', component: () => import('./pages/FigurePage.vue') },
  { path: '/spectra', name: 'spectra', component: () => import('./pages/SpectraPage.vue') },
  { path: '/depth', name: 'depth', component: () => import('./pages/DepthPage.vue') },
  { path: '/claims', name: 'claims', component: () => import('./pages/ClaimsPage.vue') },
  { path: '/settings', name: 'settings', component: () => import('./pages/SettingsPage.vue') },
  { path: '/:rest(.*)*', redirect: '/' },
]

/** The page lives in the hash: app:// serves one document, and a reload keeps its place. */
export function makeRouter() {
  return createRouter({ history: createWebHashHistory(), routes })
}
