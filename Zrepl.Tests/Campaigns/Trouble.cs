using Zrepl.Zfs.Names;
using Zrepl.Zfs.Simulator;
using CommandFault = Zrepl.Zfs.Simulator.Fault;

namespace Zrepl.Tests.Campaigns;

/// <summary>What goes wrong with the commands or the pool of one machine while the daemon runs; over once it is disposed, so that observers see the truth.</summary>
internal abstract record Trouble(string Name)
{
    /// <summary>Begins.</summary>
    /// <returns>Ends it.</returns>
    public abstract Task<IAsyncDisposable> BeginAsync(Machine machine, DatasetPath root);

    public static Trouble Draw(Random random, bool isSender)
    {
        var bytes = random.Next(1, 700_000);
        var nth = random.Next(1, 30);
        var stream = random.Next(1, 5);
        return random.Next(7) switch
        {
            0 => new OfCommands($"command {nth} fails", new FaultRule { Pattern = "zfs *", Fault = new CommandFault.Fail("cannot do that: dataset is busy\n"), FirstOccurrence = nth }),
            1 => new OfCommands($"command {nth} is killed", new FaultRule { Pattern = "zfs *", Fault = new CommandFault.Die(), FirstOccurrence = nth }),
            2 => new OfCommands(
                $"every command from {nth} on fails",
                new FaultRule { Pattern = "zfs *", Fault = new CommandFault.Fail("cannot open: pool I/O is currently suspended\n"), FirstOccurrence = nth, Times = null }),
            3 => new FullPool(),
            4 => OfStream(isSender, stream, $"stream {stream} is damaged at byte {bytes}", pipe => new CommandFault.Corrupt(pipe, bytes)),
            5 => OfStream(isSender, stream, $"stream {stream} ends after {bytes} bytes", pipe => new CommandFault.Cut(pipe, bytes)),
            _ => OfStream(isSender, stream, $"stream {stream} fails after {bytes} bytes", pipe => new CommandFault.FailAfter(pipe, bytes, "internal error: Input/output error\n")),
        };
    }

    private static OfCommands OfStream(bool isSender, int number, string name, Func<CommandStream, CommandFault> fault) => new(
        name, new FaultRule { Pattern = isSender ? "zfs send *" : "zfs receive *", Fault = fault(isSender ? CommandStream.Output : CommandStream.Input), FirstOccurrence = number });

    private sealed record OfCommands(string Name, FaultRule Rule) : Trouble(Name)
    {
        public override Task<IAsyncDisposable> BeginAsync(Machine machine, DatasetPath root) => Task.FromResult(machine.Disturb(Rule));
    }

    private sealed record FullPool() : Trouble("pool is full")
    {
        public override Task<IAsyncDisposable> BeginAsync(Machine machine, DatasetPath root) => machine.FillAsync(root);
    }
}
