#ifndef TERN_SCHEDULING_H
#define TERN_SCHEDULING_H

/// Has the calling thread run soon after it wakes, however many others want its core: asks for the shortest slice that
/// the kernel gives, before which Linux 6.12 and newer let no longer one wait. That takes no privilege and no more of
/// the core than before; a nice value does, and cost a tenth of the puts. Returns whether it was taken; older kernels
/// take it and do nothing.
int tern_run_soon(void);

#endif
