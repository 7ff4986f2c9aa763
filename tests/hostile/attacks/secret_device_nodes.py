"""Makes and opens devices: memory, disks, ports."""

import os
import stat

for _major, _minor in ((1, 1), (1, 4), (8, 0), (253, 0), (254, 0)):
    for _kind in (stat.S_IFCHR, stat.S_IFBLK):
        try:
            os.mknod("hostile-device", _kind | 0o600, os.makedev(_major, _minor))
            os.unlink("hostile-device")
            raise RuntimeError("leak: a device")
        except OSError:
            pass
for _name in (
    "mem",
    "kmem",
    "port",
    "kmsg",
    "sda",
    "vda",
    "nvme0n1",
    "loop-control",
    "fuse",
    "kvm",
):
    try:
        os.close(os.open(f"/dev/{_name}", os.O_RDONLY))
        raise RuntimeError(f"leak: {_name}")
    except OSError:
        pass
