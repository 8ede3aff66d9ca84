{
  # OpenBLAS comes from build-native.mjs: -Dopenblas=FILE
  "variables": {
    "openblas%": "",
    "common_flags": ["-O3", "-fvisibility=hidden", "-ffp-contract=off", "-Wall", "-Wextra"],
    # the kernels use no standard library, so that nothing compiled for one instruction set is shared with the rest
    "kernel_flags": ["-std=c++20", "-fno-exceptions", "-fno-rtti", "-fPIC", "-Wno-maybe-uninitialized"]
  },
  "target_defaults": {
    "cflags": ["<@(common_flags)"],
    "cflags!": ["-fno-exceptions"],
    "cflags_cc!": ["-fno-exceptions", "-fno-rtti", "-std=gnu++17", "-std=gnu++20"],
    "conditions": [
      ["OS=='linux'", { "cflags": ["-ffunction-sections", "-fdata-sections"] }]
    ]
  },
  "targets": [
    {
      "target_name": "gramscope_kernels",
      "sources": [
        "src/activation_argument.cc",
        "src/activation_gram.cc",
        "src/addon.cc",
        "src/band_reduction.cc",
        "src/bulge_chase.cc",
        "src/cholesky.cc",
        "src/cpu.cc",
        "src/deep_binding.cc",
        "src/deep_kernels_baseline.cc",
        "src/deep_layers.cc",
        "src/deep_moves.cc",
        "src/deep_network.cc",
        "src/deep_training.cc",
        "src/eigen_binding.cc",
        "src/eigen_job.cc",
        "src/factor_svd.cc",
        "src/factor_triangle.cc",
        "src/fortran_runtime.cc",
        "src/matrix_products.cc",
        "src/relu_binding.cc",
        "src/relu_kernels_baseline.cc",
        "src/relu_training.cc",
        "src/self_test.cc",
        "src/symmetric_eigenvalues.cc",
        "src/two_layer_binding.cc",
        "src/two_layer_kernels_baseline.cc",
        "src/two_layer_layout.cc",
        "src/two_layer_loss.cc",
        "src/two_layer_training.cc"
      ],
      "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")"],
      "defines": ["NAPI_VERSION=8", "NODE_ADDON_API_CPP_EXCEPTIONS", "NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED"],
      "cflags_cc": ["-std=c++20", "-fexceptions"],
      "conditions": [
        ["target_arch=='x64'", { "dependencies": ["kernels_avx2", "kernels_avx512"] }],
        ["OS=='linux'", {
          "libraries": ["<(openblas)", "-lm", "-lpthread"],
          "ldflags": ["-Wl,--exclude-libs,ALL", "-Wl,--gc-sections", "-Wl,-z,nodelete", "-Wl,-z,noexecstack", "-Wl,-z,now", "-static-libgcc", "-static-libstdc++", "-s"]
        }]
      ]
    }
  ],
  "conditions": [
    ["target_arch=='x64'", {
      "targets": [
        {
          "target_name": "kernels_avx2",
          "type": "static_library",
          "sources": ["src/deep_kernels_avx2.cc", "src/relu_kernels_avx2.cc", "src/two_layer_kernels_avx2.cc"],
          "cflags_cc": ["<@(kernel_flags)", "-mavx2", "-mfma", "-mbmi2", "-mpopcnt"]
        },
        {
          "target_name": "kernels_avx512",
          "type": "static_library",
          "sources": ["src/deep_kernels_avx512.cc", "src/relu_kernels_avx512.cc", "src/two_layer_kernels_avx512.cc"],
          "cflags_cc": ["<@(kernel_flags)", "-mavx2", "-mfma", "-mbmi2", "-mpopcnt", "-mavx512f", "-mavx512bw", "-mavx512dq", "-mavx512vl"]
        }
      ]
    }]
  ]
}
