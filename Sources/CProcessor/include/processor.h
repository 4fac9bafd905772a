#ifndef XRUN_PROCESSOR_H
#define XRUN_PROCESSOR_H

#include <stdbool.h>

/// Whether this processor and its operating system run AVX2 and FMA3 code. False off x86-64.
bool xrun_processor_has_avx2_fma(void);

#endif
