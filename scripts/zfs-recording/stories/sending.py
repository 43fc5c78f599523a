"""A12: streams, their estimates, and every way a send refuses."""

KEYED = "-o encryption=on -o keyformat=raw -o keylocation=file:///run/zfs-recording.key"


def tell(z):
    z.pool("tank")
    z.write("/run/zfs-recording.key", 32, "key")
    z.setup("zfs create -o recordsize=8K tank/data", "zfs create 'tank/ds with spaces'", "zfs create -V 1M tank/volume",
            f"zfs create -o recordsize=8K {KEYED} tank/secret", "zfs create -o recordsize=8K -o compression=on -o zrepl:note=x tank/text")
    z.write("/tank/data/one", 3000, 1)
    z.write("/tank/data/two", 20000, 2)
    z.write("/tank/text/file", 30000, "half")
    z.write("/tank/text/tiny", 80, "text")
    z.write("/tank/secret/file", 10000, 3)
    z.write("/dev/zd0", 16384, 4)
    z.setup("zfs snapshot tank/data@a", "zfs snapshot 'tank/ds with spaces@1'", "zfs snapshot tank/volume@a", "zfs snapshot tank/secret@a", "zfs snapshot tank/text@a",
            "zfs bookmark tank/data@a tank/data#a", "zfs bookmark tank/secret@a tank/secret#a")
    z.write("/tank/data/two", 20000, 5)
    z.write("/tank/secret/file", 10000, 6)
    z.remove("/tank/data/one")
    z.write("/tank/data/three", 5000, 7)
    z.setup("zfs snapshot tank/data@b", "zfs snapshot 'tank/ds with spaces@2'", "zfs snapshot tank/secret@b", "zfs snapshot tank/volume@b")

    estimates(z)
    streams(z)
    refusals(z)
    encrypted(z)


def estimates(z):
    for name, arguments in (
        ("full", "tank/data@a"), ("incremental", "-i tank/data@a tank/data@b"), ("incremental, short form", "-i @a tank/data@b"),
        ("from a bookmark", "-i tank/data#a tank/data@b"), ("from a bookmark, short form", "-i '#a' tank/data@b"),
        ("names with spaces", "'tank/ds with spaces@1'"), ("incremental, names with spaces", "-i 'tank/ds with spaces@1' 'tank/ds with spaces@2'"),
        ("with properties", "-p tank/data@a"), ("with properties, incremental", "-p -i @a tank/data@b"), ("with received properties", "-b tank/data@a"),
        ("raw", "-w tank/data@a"), ("raw and encrypted", "-w tank/secret@a"), ("raw, encrypted, incremental", "-w -i @a tank/secret@b"),
        ("raw, encrypted, from a bookmark", "-w -i '#a' tank/secret@b"), ("encrypted, not raw", "tank/secret@a"),
        ("large, compressed, embedded", "-L -c -e tank/text@a"), ("compressed", "-c tank/text@a"), ("not compressed", "tank/text@a"),
        ("volume", "tank/volume@a"), ("volume, nothing changed", "-i @a tank/volume@b"), ("the filesystem itself", "tank/data"),
        ("everything between", "-I @a tank/data@b"), ("replication", "-R tank/data@b"),
    ):
        z.case(f"C16 {name}", f"zfs send -n -v -P {arguments}")
    z.case("C16 for people", "zfs send -n -v tank/data@a")
    z.case("C16 for people, incremental", "zfs send -n -v -i @a tank/data@b")
    z.case("C16 only -n", "zfs send -n tank/data@a")
    z.case("C16 only -P", "zfs send -n -P tank/data@a")


def streams(z):
    z.case("full", "zfs send tank/data@a", stream="full.zfs")
    z.case("incremental", "zfs send -i tank/data@a tank/data@b", stream="incremental.zfs")
    z.case("from a bookmark", "zfs send -i tank/data#a tank/data@b", stream="from-bookmark.zfs")
    z.case("with properties", "zfs send -p tank/text@a", stream="with-properties.zfs")
    z.case("with properties, incremental", "zfs send -p -i @a tank/data@b", stream="with-properties-incremental.zfs")
    z.case("with properties, from a bookmark", "zfs send -p -i '#a' tank/data@b", stream="discarded")
    z.case("with received properties", "zfs send -b tank/data@a", stream="backup-properties.zfs")
    z.case("compressed", "zfs send -c tank/text@a", stream="compressed.zfs")
    z.case("not compressed", "zfs send tank/text@a", stream="not-compressed.zfs")
    z.case("large, compressed, embedded", "zfs send -L -c -e tank/text@a", stream="large-compressed-embedded.zfs")
    z.case("embedded", "zfs send -e tank/text@a", stream="embedded.zfs")
    z.case("raw, not encrypted", "zfs send -w tank/data@a", stream="raw-plain.zfs")
    z.case("volume", "zfs send tank/volume@a", stream="volume.zfs")
    z.case("names with spaces", "zfs send 'tank/ds with spaces@1'", stream="spaces.zfs")
    z.case("the filesystem itself, mounted", "zfs send tank/data", stream="discarded")
    z.case("verbose", "zfs send -v tank/data@a", stream="discarded")
    z.case("verbose and machine readable", "zfs send -vP tank/data@a", stream="discarded")
    z.case("dry, quiet", "zfs send -n tank/data@a")
    z.setup("zfs create tank/big")
    z.write("/tank/big/file", 4 << 20, 9)
    z.setup("zfs snapshot tank/big@a")
    z.case("A12.8 nobody reads any more", "zfs send tank/big@a", stop_reading_after=1000)
    z.setup("zfs destroy -r tank/big")


def refusals(z):
    def refused(name, command):
        z.case(name, command, stream="discarded")

    refused("A18 the wrong order", "zfs send -i tank/data@b tank/data@a")
    refused("from itself", "zfs send -i tank/data@a tank/data@a")
    refused("another dataset's snapshot", "zfs send -i tank/text@a tank/data@b")
    refused("a missing snapshot", "zfs send tank/data@gone")
    refused("a missing dataset", "zfs send tank/nope@a")
    refused("a missing pool", "zfs send nopool/nope@a")
    refused("the source is missing", "zfs send -i tank/data@gone tank/data@b")
    refused("the source, short form, is missing", "zfs send -i @gone tank/data@b")
    refused("the source bookmark is missing", "zfs send -i tank/data#gone tank/data@b")
    refused("both are missing", "zfs send -i @gone tank/data@gone2")
    refused("another dataset's bookmark", "zfs send -i tank/secret#a tank/data@b")
    refused("a bookmark as the target", "zfs send tank/data#a")
    refused("a bad name", "zfs send 'tank/data@a+b'")
    refused("the source has a bad name", "zfs send -i 'tank/data@a+b' tank/data@b")
    refused("A18 saved, with a snapshot", "zfs send -S tank/data@a")
    refused("saved, nothing saved", "zfs send -S tank/data")
    refused("with properties and a token", "zfs send -p -t 1-0-0-0")
    refused("everything between, from a bookmark", "zfs send -I '#a' tank/data@b")
    refused("dry: the wrong order", "zfs send -n -v -P -i tank/data@b tank/data@a")
    refused("dry: a missing snapshot", "zfs send -n -v -P tank/data@gone")
    refused("dry: the source is missing", "zfs send -n -v -P -i @gone tank/data@b")
    refused("dry: the source bookmark is missing", "zfs send -n -v -P -i '#gone' tank/data@b")
    z.case("as an ordinary user", "zfs send tank/data@a", stream="discarded", as_user=65534)
    z.write("/tank/data/three", 5000, 8)
    z.setup("zfs snapshot tank/data@c", "zfs bookmark tank/data@c tank/data#c", "zfs rollback -r tank/data@b", "zfs snapshot tank/data@d")
    refused("the bookmark is of a snapshot that was rolled back", "zfs send -i '#c' tank/data@d")
    z.setup("zfs snapshot tank/data@e", "zfs bookmark tank/data@e tank/data#e")
    refused("a newer bookmark", "zfs send -i '#e' tank/data@d")
    refused("a bookmark of the same snapshot", "zfs send -i '#e' tank/data@e")
    z.case("a clone: its origin as source", "zfs clone tank/data@a tank/clone")
    z.setup("zfs snapshot tank/clone@x")
    z.case("from the origin", "zfs send -i tank/data@a tank/clone@x", stream="clone.zfs")
    z.case("a full stream of a clone", "zfs send tank/clone@x", stream="clone-full.zfs")


def encrypted(z):
    z.case("raw", "zfs send -w tank/secret@a", stream="raw.zfs")
    z.case("raw, incremental", "zfs send -w -i @a tank/secret@b", stream="raw-incremental.zfs")
    z.case("raw, from a bookmark", "zfs send -w -i '#a' tank/secret@b", stream="discarded")
    z.case("raw with properties", "zfs send -w -p tank/secret@a", stream="raw-with-properties.zfs")
    z.case("decrypted", "zfs send tank/secret@a", stream="decrypted.zfs")
    z.case("A5.7 with properties but not raw", "zfs send -p tank/secret@a", stream="discarded")
    z.case("dry: with properties but not raw", "zfs send -n -v -P -p tank/secret@a")
    z.case("with received properties but not raw", "zfs send -b tank/secret@a", stream="discarded")
    z.setup("zfs unmount tank/secret", "zfs unload-key tank/secret")
    z.case("A18 the key is not loaded", "zfs send tank/secret@a", stream="discarded")
    z.case("the key is not loaded, incremental", "zfs send -i @a tank/secret@b", stream="discarded")
    z.case("dry: the key is not loaded", "zfs send -n -v -P tank/secret@a")
    z.case("dry, raw: the key is not loaded", "zfs send -n -v -P -w tank/secret@a")
    z.case("raw without the key", "zfs send -w tank/secret@a", stream="discarded")
