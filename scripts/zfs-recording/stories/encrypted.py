"""A13.8 and around: receiving into, below and on top of encrypted filesystems; raw streams; keys that are not there."""

GET = "zfs get -Hp -o name,property,value,source"
ENCRYPTION = f"{GET} encryption,encryptionroot,keystatus,mounted"


def keyed(name):
    return f"-o encryption=on -o keyformat=raw -o keylocation=file:///run/zfs-recording.{name}"


def tell(z):
    z.pool("tank")
    z.pool("sink", options="-O mountpoint=none")
    z.write("/run/zfs-recording.key", 32, "key")
    z.write("/run/zfs-recording.other", 32, "other")
    z.setup("zfs create -o recordsize=8K tank/plain", f"zfs create -o recordsize=8K {keyed('key')} tank/secret",
            f"zfs create {keyed('other')} sink/enc", "zfs create sink/enc/existing", "zfs create sink/plain")
    z.write("/tank/plain/file", 10000, 1)
    z.write("/tank/plain/embedded", 80, "text")
    z.write("/tank/secret/file", 10000, 2)
    z.setup("zfs snapshot tank/plain@1", "zfs snapshot tank/secret@1")
    z.write("/tank/plain/file", 10000, 3)
    z.write("/tank/secret/file", 10000, 4)
    z.setup("zfs snapshot tank/plain@2", "zfs snapshot tank/secret@2")
    z.write("/tank/secret/file", 10000, 5)
    z.setup("zfs snapshot tank/secret@3")
    z.case("plain", "zfs send tank/plain@1", stream="plain.zfs")
    z.case("plain, incremental", "zfs send -i @1 tank/plain@2", stream="plain-1-2.zfs")
    z.case("plain, embedded", "zfs send -e tank/plain@1", stream="plain-embedded.zfs")
    z.case("plain, with properties", "zfs send -p tank/plain@1", stream="plain-properties.zfs")
    z.case("raw", "zfs send -w tank/secret@1", stream="raw.zfs")
    z.case("raw, incremental", "zfs send -w -i @1 tank/secret@2", stream="raw-1-2.zfs")
    z.case("raw, incremental, further", "zfs send -w -i @2 tank/secret@3", stream="raw-2-3.zfs")
    z.case("raw, with properties", "zfs send -w -p tank/secret@1", stream="raw-properties.zfs")
    z.case("decrypted", "zfs send tank/secret@1", stream="decrypted.zfs")
    z.case("decrypted, incremental", "zfs send -i @1 tank/secret@2", stream="decrypted-1-2.zfs")

    below_encrypted(z)
    raw(z)
    on_top(z)
    mixed(z)
    locked(z)


def below_encrypted(z):
    z.case("plain below an encrypted filesystem", "zfs recv -s sink/enc/plain@1", stdin="plain.zfs")
    z.case("it is encrypted", f"{ENCRYPTION} sink/enc/plain")
    z.case("plain below an encrypted filesystem, incremental", "zfs recv -s sink/enc/plain@2", stdin="plain-1-2.zfs")
    z.case("embedded below an encrypted filesystem", "zfs recv -s sink/enc/embedded@1", stdin="plain-embedded.zfs")
    z.case("embedded below a plain filesystem", "zfs recv -s sink/plain/embedded@1", stdin="plain-embedded.zfs")
    z.case("with properties below an encrypted filesystem", "zfs recv -s sink/enc/properties@1", stdin="plain-properties.zfs")
    z.case("it is", f"{ENCRYPTION} sink/enc/properties")
    z.case("-x encryption", "zfs recv -s -x encryption sink/enc/x@1", stdin="plain-properties.zfs")
    z.case("it is", f"{ENCRYPTION} sink/enc/x")
    z.case("-o encryption=off", "zfs recv -s -o encryption=off sink/enc/off@1", stdin="plain.zfs")
    z.case("it is", f"{ENCRYPTION} sink/enc/off")
    z.case("-o encryption with a key of its own", f"zfs recv -s {keyed('other')} sink/plain/own@1", stdin="plain.zfs")
    z.case("it is", f"{ENCRYPTION} sink/plain/own")
    z.case("-o encryption with a raw stream", f"zfs recv -s {keyed('other')} sink/plain/own_raw@1", stdin="raw.zfs")
    z.case("decrypted below a plain filesystem", "zfs recv -s sink/plain/decrypted@1", stdin="decrypted.zfs")
    z.case("it is", f"{ENCRYPTION} sink/plain/decrypted")


def raw(z):
    z.case("raw below a plain filesystem", "zfs recv -s sink/plain/raw@1", stdin="raw.zfs")
    z.case("it is", f"{ENCRYPTION},keyformat,keylocation sink/plain/raw")
    z.case("raw below an encrypted filesystem", "zfs recv -s sink/enc/raw@1", stdin="raw.zfs")
    z.case("it is", f"{ENCRYPTION},keyformat,keylocation sink/enc/raw")
    z.case("raw, incremental", "zfs recv -s sink/plain/raw@2", stdin="raw-1-2.zfs")
    z.case("raw with properties", "zfs recv -s sink/plain/raw_properties@1", stdin="raw-properties.zfs")
    z.case("it is", f"{ENCRYPTION},keyformat,keylocation sink/plain/raw_properties")
    z.case("-x encryption with a raw stream", "zfs recv -s -x encryption sink/plain/raw_x@1", stdin="raw.zfs")
    z.case("-o keylocation with a raw stream", "zfs recv -s -o keylocation=file:///run/zfs-recording.key sink/plain/raw_key@1", stdin="raw.zfs")
    z.case("load its key", "zfs load-key sink/plain/raw_key")
    z.case("a wrong key", "zfs load-key -L file:///run/zfs-recording.other sink/plain/raw")
    z.case("the right key", "zfs load-key -L file:///run/zfs-recording.key sink/plain/raw")
    z.case("a snapshot of it, without changes, then raw, incremental", "zfs snapshot sink/plain/raw@local")
    z.case("raw on a newer snapshot without changes", "zfs recv -s sink/plain/raw@3", stdin="raw-2-3.zfs")
    z.case("raw on a newer snapshot without changes, forced", "zfs recv -s -F sink/plain/raw@3", stdin="raw-2-3.zfs")
    z.case("what is there", "zfs list -H -o name -t all -r sink/plain/raw")


def on_top(z):
    z.case("A13.8 a raw full stream on a plain filesystem, forced", "zfs recv -s -F sink/plain@1", stdin="raw.zfs")
    z.setup("zfs create -o zrepl:placeholder=on sink/placeholder")
    z.case("A13.8 a raw full stream on a plain placeholder, forced", "zfs recv -s -F sink/placeholder@1", stdin="raw.zfs")
    z.case("A13.8 a raw full stream on a plain placeholder, not forced", "zfs recv -s sink/placeholder@1", stdin="raw.zfs")
    z.case("A13.8 a raw full stream on an encrypted filesystem, forced", "zfs recv -s -F sink/enc/existing@1", stdin="raw.zfs")
    z.case("A13.8 a plain full stream on an encrypted filesystem, forced", "zfs recv -s -F sink/enc/existing@1", stdin="plain.zfs")
    z.case("A13.8 a plain full stream on an encryption root, forced", "zfs recv -s -F sink/enc@1", stdin="plain.zfs")
    z.case("a plain full stream with -o encryption=off on a plain placeholder, forced", "zfs recv -s -F -o encryption=off sink/placeholder@1", stdin="plain.zfs")
    z.case("it is", f"{ENCRYPTION} sink/placeholder")
    z.case("it is", f"{ENCRYPTION} sink/enc/existing")


def mixed(z):
    z.case("a raw incremental after a decrypted full stream", "zfs recv -s sink/plain/decrypted@2", stdin="raw-1-2.zfs")
    z.case("a decrypted full stream below an encrypted filesystem", "zfs recv -s sink/enc/decrypted@1", stdin="decrypted.zfs")
    z.case("a raw incremental after a decrypted full stream below an encrypted filesystem", "zfs recv -s sink/enc/decrypted@2", stdin="raw-1-2.zfs")
    z.case("a decrypted incremental after a raw full stream", "zfs recv -s sink/enc/raw@2", stdin="decrypted-1-2.zfs")
    z.case("load its key", "zfs load-key -L file:///run/zfs-recording.key sink/enc/raw")
    z.case("a decrypted incremental after a raw full stream, with its key", "zfs recv -s sink/enc/raw@2", stdin="decrypted-1-2.zfs")
    z.case("a raw incremental after that", "zfs recv -s sink/enc/raw@3", stdin="raw-2-3.zfs")


def locked(z):
    z.setup("zfs unload-key -r sink/enc")
    z.case("plain below a locked filesystem", "zfs recv -s sink/enc/new@1", stdin="plain.zfs")
    z.case("plain, incremental, on a locked filesystem", "zfs recv -s sink/enc/plain@again", stdin="plain-1-2.zfs")
    z.setup("zfs rollback -r sink/enc/plain@1")
    z.case("plain, incremental, on a locked filesystem that was rolled back", "zfs recv -s sink/enc/plain@2", stdin="plain-1-2.zfs")
    z.case("raw below a locked filesystem", "zfs recv -s sink/enc/raw_locked@1", stdin="raw.zfs")
    z.case("raw, incremental, below a locked filesystem", "zfs recv -s sink/enc/raw_locked@2", stdin="raw-1-2.zfs")
    z.case("-o encryption=off below a locked filesystem", "zfs recv -s -o encryption=off sink/enc/off_locked@1", stdin="plain.zfs")
    z.case("what is there", "zfs list -H -o name,encryption,encryptionroot,keystatus -r sink")
    z.case("change the key while locked", "zfs change-key -i sink/enc/raw_locked")
