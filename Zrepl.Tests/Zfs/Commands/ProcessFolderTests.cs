using Zrepl.Tests.Support;
using Zrepl.Zfs.Commands;

namespace Zrepl.Tests.Zfs.Commands;

/// <summary>What Linux tells of a process. proc(5).</summary>
public sealed class ProcessFolderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("R", ProcessState.Running)]
    [InlineData("S", ProcessState.Sleeping)]
    [InlineData("I", ProcessState.Sleeping)]
    [InlineData("D", ProcessState.Uninterruptible)]
    [InlineData("T", ProcessState.Stopped)]
    [InlineData("t", ProcessState.Stopped)]
    [InlineData("Z", ProcessState.Ended)]
    [InlineData("?", ProcessState.Unknown)]
    public void The_state_is_told(string letter, ProcessState state)
    {
        Write(letter, "rchar: 100\nwchar: 20\nsyscr: 7\nsyscw: 7\nread_bytes: 3\nwrite_bytes: 4\ncancelled_write_bytes: 9\n");
        var signs = new ProcessFolder(_directory.Path).Look(4711);
        Assert.Equal((state, 19, 127), (signs.State, signs.CpuTicks, signs.IoBytes));
    }

    [Fact]
    public void A_name_with_parentheses_and_blanks_confuses_nobody()
    {
        Write("D", null, "zfs) R (x");
        Assert.Equal((ProcessState.Uninterruptible, 19, null), new ProcessFolder(_directory.Path).Look(4711) is var signs ? (signs.State, signs.CpuTicks, signs.IoBytes) : default);
    }

    [Theory]
    [InlineData("")]
    [InlineData("4711 (zfs) S 1")]
    [InlineData("4711 (zfs) S 1 1 1 0 -1 4194560 1 0 0 0 nonsense 7 0 0 20")]
    public void What_is_not_understood_is_unknown(string stat)
    {
        Directory.CreateDirectory(Path.Combine(_directory.Path, "4711"));
        File.WriteAllText(Path.Combine(_directory.Path, "4711", "stat"), stat);
        Assert.Equal(CommandSigns.Unknown, new ProcessFolder(_directory.Path).Look(4711));
    }

    [Fact]
    public void A_process_that_is_gone_is_unknown() => Assert.Equal(CommandSigns.Unknown, new ProcessFolder(_directory.Path).Look(4711));

    [Fact]
    public void This_process_runs_or_sleeps_and_has_done_something()
    {
        if (!OperatingSystem.IsLinux()) return;
        var signs = new ProcessFolder().Look(Environment.ProcessId);
        Assert.Contains(signs.State, new[] { ProcessState.Running, ProcessState.Sleeping });
        Assert.True(signs.CpuTicks > 0);
        Assert.True(signs.IoBytes > 0);
    }

    private void Write(string state, string? io, string name = "zfs")
    {
        var folder = Directory.CreateDirectory(Path.Combine(_directory.Path, "4711")).FullName;
        File.WriteAllText(Path.Combine(folder, "stat"), $"4711 ({name}) {state} 1 4711 4711 0 -1 4194560 100 0 0 0 12 7 0 0 20 0 1 0 100 1000 10 18446744073709551615\n");
        if (io is not null) File.WriteAllText(Path.Combine(folder, "io"), io);
    }
}
