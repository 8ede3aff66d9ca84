// What a loop over vectors calls must become part of it: a call would spill every register.
#pragma once

#define GRAMSCOPE_INLINE inline __attribute__((always_inline))
#define GRAMSCOPE_LAMBDA_INLINE __attribute__((always_inline))
