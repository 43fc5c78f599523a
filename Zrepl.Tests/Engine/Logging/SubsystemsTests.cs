using Zrepl.Engine.Logging;

namespace Zrepl.Tests.Engine.Logging;

/// <summary>Which part of the program speaks.</summary>
public sealed class SubsystemsTests
{
    [Theory]
    [InlineData("Zrepl.Zfs.Commands.ZfsProcess", "zfs.cmd")]
    [InlineData("Zrepl.Engine.Tracing.Commands.TracedZfsRunner", "zfs.cmd")]
    [InlineData("Zrepl.Engine.Tracing.Runs.RunTraceFiles", "trace.data")]
    [InlineData("Zrepl.Engine.Wire.Multiplexing.Demultiplexer", "transportmux")]
    [InlineData("Zrepl.Engine.Wire.Control.ReplicationService", "rpc.ctrl")]
    [InlineData("Zrepl.Engine.Wire.Streaming.StreamReader", "rpc.data")]
    [InlineData("Zrepl.Engine.Wire.RemoteSender", "rpc")]
    [InlineData("Zrepl.Engine.Replication.Planning.Planner", "repl")]
    [InlineData("Zrepl.Engine.Hooks.CommandHook", "hook")]
    [InlineData("Zrepl.Engine.Snapshotting.SnapshotRun", "snapshot")]
    [InlineData("Zrepl.Engine.Pruning.PruneRun", "pruning")]
    [InlineData("Zrepl.Engine.Jobs.PushJob", "job")]
    [InlineData("Zrepl.Engine.Endpoints.LocalSender", "endpoint")]
    [InlineData("Zrepl.Engine.Transport.Tcp.TcpListener", "transport")]
    [InlineData("Zrepl.Engine.Transporter", "meta")] // another namespace
    [InlineData("Zrepl.Web.Hosting.DaemonService", "meta")]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", "meta")]
    public void A_category_speaks_for_its_folder(string category, string subsystem) => Assert.Equal(subsystem, Subsystems.Of(category));

    [Fact]
    public void Those_of_go_zrepl_are_all_there() => Assert.Equal(
        ["endpoint", "hook", "job", "meta", "pruning", "repl", "rpc", "rpc.ctrl", "rpc.data", "snapshot", "trace.data", "transport", "transportmux", "zfs.cmd"],
        Subsystems.All);
}
