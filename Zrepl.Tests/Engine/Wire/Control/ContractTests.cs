using Google.Protobuf;
using Google.Protobuf.Reflection;
using Zrepl.Engine.Wire.Messages;
using static Zrepl.Tests.Support.Wire.WireReading;

namespace Zrepl.Tests.Engine.Wire.Control;

/// <summary>The contract has the names, numbers and types of Go zrepl: spec wire 4.1, 4.2; conformance G-1, G-2.</summary>
public sealed class ContractTests
{
    private const string Messages = """
        PingReq: 1 Message String
        PingRes: 1 Echo String
        ListFilesystemReq:
        ListFilesystemRes: 1 Filesystems Message*
        Filesystem: 1 Path String, 2 ResumeToken String, 3 IsPlaceholder Bool
        ListFilesystemVersionsReq: 1 Filesystem String
        ListFilesystemVersionsRes: 1 Versions Message*
        FilesystemVersion: 1 Type Enum, 2 Name String, 3 Guid UInt64, 4 CreateTXG UInt64, 5 Creation String
        SendReq: 1 Filesystem String, 2 From Message, 3 To Message, 4 ResumeToken String, 6 ReplicationConfig Message
        ReplicationConfig: 1 protection Message
        ReplicationConfigProtection: 1 Initial Enum, 2 Incremental Enum
        SendRes: 1 UsedResumeToken Bool, 2 ExpectedSize UInt64
        SendCompletedReq: 2 OriginalReq Message
        SendCompletedRes:
        ReceiveReq: 1 Filesystem String, 2 To Message, 3 ClearResumeToken Bool, 4 ReplicationConfig Message
        ReceiveRes:
        DestroySnapshotsReq: 1 Filesystem String, 2 Snapshots Message*
        DestroySnapshotRes: 1 Snapshot Message, 2 Error String
        DestroySnapshotsRes: 1 Results Message*
        ReplicationCursorReq: 1 Filesystem String
        ReplicationCursorRes: 1 Guid UInt64, 2 Notexist Bool
        """;

    private static readonly FileDescriptor File = PingReq.Descriptor.File;

    [Fact]
    public void G1_each_message_has_the_fields_of_the_specification()
    {
        foreach (var line in Messages.Split('\n'))
        {
            var name = line.Split(':')[0];
            var fields = File.MessageTypes.Single(message => message.Name == name).Fields.InFieldNumberOrder()
                .Select(field => $"{field.FieldNumber} {field.Name} {field.FieldType}{(field.IsRepeated ? "*" : "")}");
            Assert.Equal(line.Trim(), $"{name}: {string.Join(", ", fields)}".Trim());
        }
    }

    [Fact]
    public void G1_the_service_has_no_package_and_seven_methods()
    {
        Assert.Equal("", File.Package);
        var service = Assert.Single(File.Services);
        Assert.Equal("Replication", service.FullName);
        Assert.Equal(
            ["DestroySnapshots", "ListFilesystemVersions", "ListFilesystems", "Ping", "ReplicationCursor", "SendCompleted", "SendDry"],
            service.Methods.Select(method => method.Name).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(service.Methods, method => method.IsClientStreaming || method.IsServerStreaming);
    }

    [Fact]
    public void G1_the_kinds_have_their_numbers()
    {
        Assert.Equal(["GuaranteeInvalid=0", "GuaranteeResumability=1", "GuaranteeIncrementalReplication=2", "GuaranteeNothing=3"],
            File.EnumTypes.Single(e => e.Name == "ReplicationGuaranteeKind").Values.Select(value => $"{value.Name}={value.Number}"));
        Assert.Equal(["Snapshot=0", "Bookmark=1"], FilesystemVersion.Descriptor.EnumTypes.Single().Values.Select(value => $"{value.Name}={value.Number}"));
    }

    [Fact]
    public void G2_the_examples_of_the_specification_are_read_and_written_the_same()
    {
        var send = Hex("""
            0a 06 74 61 6e 6b 2f 61 1a 3e 12 19 7a 72 65 70 6c 5f 32 30 32 34 30 31 33 31 5f 31 32 30 30 30
            30 5f 30 30 30 18 88 ef 99 ab c5 e8 8c 91 11 20 92 21 2a 14 32 30 32 34 2d 30 31 2d 33 31 54 31
            32 3a 30 30 3a 30 30 5a 32 06 0a 04 08 01 10 01
            """);
        var request = SendReq.Parser.ParseFrom(send);
        Assert.Equal(send, request.ToByteArray());
        Assert.Equal(("tank/a", "zrepl_20240131_120000_000", 0x1122334455667788ul, 4242ul, "2024-01-31T12:00:00Z"),
            (request.Filesystem, request.To.Name, request.To.Guid, request.To.CreateTXG, request.To.Creation));
        Assert.Equal([0x12, 0x50, .. send], new SendCompletedReq { OriginalReq = request }.ToByteArray());
        Assert.Equal(Hex("10 01"), new ReplicationCursorRes { Notexist = true }.ToByteArray());
        Assert.Equal(Hex("08 88 ef 99 ab c5 e8 8c 91 11"), new ReplicationCursorRes { Guid = 0x1122334455667788 }.ToByteArray());
        var receive = new ReceiveReq { Filesystem = "tank/a", To = request.To, ClearResumeToken = true, ReplicationConfig = request.ReplicationConfig };
        Assert.Equal([.. Hex("0a 06 74 61 6e 6b 2f 61 12 3e"), .. request.To.ToByteArray(), .. Hex("18 01 22 06 0a 04 08 01 10 01")], receive.ToByteArray());
    }
}
