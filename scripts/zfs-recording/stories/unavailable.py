"""A5.6: what is said when the module is not there, when /dev/zfs is not there, and while a pool is suspended. Must be the last story."""

COMMANDS = ("zfs list", "zfs get -Hp guid tank", "zfs snapshot tank@a", "zfs send tank@a", "zfs version", "zpool list -H", "zpool get -H -p -o value health tank")


def tell(z):
    z.pseudo("modprobe", "-r", "zfs")
    z.case("the module is not loaded, but can be: it is loaded", "zfs list")
    z.pseudo("mount", "-t", "tmpfs", "no-modules", "/usr/lib/modules")
    z.pseudo("rmmod", "zfs")
    for command in COMMANDS:
        z.case("the module is not loaded and cannot be", command)
    z.pseudo("umount", "/usr/lib/modules")
    z.pseudo("modprobe", "zfs")
    z.pseudo("chmod", "666", "/dev/zfs")
    z.pseudo("mv", "/dev/zfs", "/dev/zfs.away")
    for command in COMMANDS:
        z.case("/dev/zfs is missing", command)
    z.pseudo("mv", "/dev/zfs.away", "/dev/zfs")
    z.pseudo("chmod", "600", "/dev/zfs")
    for command in COMMANDS:
        z.case("/dev/zfs is only for root", command, as_user=65534)
    z.pseudo("chmod", "666", "/dev/zfs")
    suspended(z)


def suspended(z):
    z.make_directory("/run/zfs-small")
    z.pseudo("mount", "-t", "tmpfs", "-o", "size=24M", "small", "/run/zfs-small")
    z.pseudo("truncate", "-s", "256M", "/run/zfs-small/pool")  # more than its filesystem has room for: writes will fail
    z.setup("zpool create -O compression=off tank /run/zfs-small/pool", "zfs create tank/data", "zfs snapshot tank/data@a")
    z.case("a stream", "zfs send tank/data@a", stream="full.zfs")
    z.fill("/tank/data/file", 64 << 20)
    z.wait_until("zpool list -H -o health tank | grep -q SUSPENDED")
    z.case("health", "zpool list -H -p -o name,health tank")
    z.case("status", "zpool status tank")
    for command in ("zfs list -H -o name -r tank", "zfs get -Hp guid tank/data", "zfs list -H -o name -t snapshot tank/data", "zfs snapshot tank/data@b",
                    "zfs bookmark tank/data@a tank/data#a", "zfs hold x tank/data@a", "zfs release x tank/data@a", "zfs holds -H tank/data@a",
                    "zfs set zrepl:x=1 tank/data", "zfs create tank/x", "zfs destroy tank/data@a", "zfs destroy tank/data", "zfs rollback -r tank/data@a",
                    "zpool get -H -p -o value feature@extensible_dataset tank"):
        z.case("suspended", command, give_up_after=20)
    z.case("suspended: receive", "zfs recv -s tank/x@1", stdin="full.zfs", give_up_after=20)
    z.case("suspended: send", "zfs send tank/data@a", stream="discarded", give_up_after=20)
