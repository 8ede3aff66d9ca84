// The few routines of OpenBLAS and its LAPACK that are called, declared here so that no header of a particular distribution is needed.
#pragma once
#include <cstddef>

extern "C" {
enum { kRowMajor = 101, kColumnMajor = 102, kNoTranspose = 111, kTranspose = 112, kUpper = 121, kLower = 122, kNonUnit = 131, kLeft = 141, kRight = 142 };

void cblas_dgemm(int order, int transA, int transB, int m, int n, int k, double alpha, const double* a, int lda, const double* b, int ldb,
                 double beta, double* c, int ldc);
void cblas_dsyrk(int order, int uplo, int trans, int n, int k, double alpha, const double* a, int lda, double beta, double* c, int ldc);
void cblas_dsymm(int order, int side, int uplo, int m, int n, double alpha, const double* a, int lda, const double* b, int ldb, double beta, double* c,
                 int ldc);
void cblas_dsyr2k(int order, int uplo, int trans, int n, int k, double alpha, const double* a, int lda, const double* b, int ldb, double beta,
                  double* c, int ldc);
void cblas_dtrmm(int order, int side, int uplo, int trans, int diag, int m, int n, double alpha, const double* a, int lda, double* b, int ldb);
void cblas_dtrsm(int order, int side, int uplo, int trans, int diag, int m, int n, double alpha, const double* a, int lda, double* b, int ldb);
void cblas_dtrsv(int order, int uplo, int trans, int diag, int n, const double* a, int lda, double* x, int incx);
void cblas_dgemv(int order, int trans, int m, int n, double alpha, const double* a, int lda, const double* x, int incx, double beta, double* y,
                 int incy);
void cblas_dger(int order, int m, int n, double alpha, const double* x, int incx, const double* y, int incy, double* a, int lda);
void cblas_dsymv(int order, int uplo, int n, double alpha, const double* a, int lda, const double* x, int incx, double beta, double* y, int incy);
void cblas_dsyr2(int order, int uplo, int n, double alpha, const double* x, int incx, const double* y, int incy, double* a, int lda);
double cblas_ddot(int n, const double* x, int incx, const double* y, int incy);
void cblas_daxpy(int n, double alpha, const double* x, int incx, double* y, int incy);

// Fortran: every argument by reference, lengths of character arguments at the end
void dpotrf_(const char* uplo, const int* n, double* a, const int* lda, int* info, size_t);
void dsyevd_(const char* jobz, const char* uplo, const int* n, double* a, const int* lda, double* w, double* work, const int* lwork, int* iwork,
             const int* liwork, int* info, size_t, size_t);
void dsyevr_(const char* jobz, const char* range, const char* uplo, const int* n, double* a, const int* lda, const double* vl, const double* vu,
             const int* il, const int* iu, const double* abstol, int* m, double* w, double* z, const int* ldz, int* isuppz, double* work,
             const int* lwork, int* iwork, const int* liwork, int* info, size_t, size_t, size_t);

void dgeqrt_(const int* m, const int* n, const int* nb, double* a, const int* lda, double* t, const int* ldt, double* work, int* info);
void dlarfg_(const int* n, double* alpha, double* x, const int* incx, double* tau);
void dsterf_(const int* n, double* d, double* e, int* info);
void dtpqrt_(const int* m, const int* n, const int* l, const int* nb, double* a, const int* lda, double* b, const int* ldb, double* t,
             const int* ldt, double* work, int* info);
void dgeqp3_(const int* m, const int* n, double* a, const int* lda, int* jpvt, double* tau, double* work, const int* lwork, int* info);
void dgesvj_(const char* joba, const char* jobu, const char* jobv, const int* m, const int* n, double* a, const int* lda, double* sva,
             const int* mv, double* v, const int* ldv, double* work, const int* lwork, int* info, size_t, size_t, size_t);

void openblas_set_num_threads(int);
char* openblas_get_corename(void);
char* openblas_get_config(void);
// choose the kernels for the processor, reading OPENBLAS_CORETYPE; only in builds with kernels for several processors
__attribute__((weak)) void gotoblas_dynamic_init(void);
__attribute__((weak)) void gotoblas_dynamic_quit(void);
}
