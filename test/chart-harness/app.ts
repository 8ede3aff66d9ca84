import './lab-in-page'
import '../../src-renderer/main'
