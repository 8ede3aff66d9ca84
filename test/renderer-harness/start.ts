import './mock-bridge'
import '../../src-renderer/main'
