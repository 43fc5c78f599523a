using System.Text;
using Microsoft.Extensions.Time.Testing;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Zfs.Simulator.Recordings;

/// <summary>A difference between the simulator and real OpenZFS.</summary>
internal sealed record Difference(int Number, RecordedCase Case, string What, string Real, string Simulated)
{
    public override string ToString() => $"#{Number} {Case}\n  {What}, real:\n{Indent(Real)}\n  simulated:\n{Indent(Simulated)}";

    private static string Indent(string text) => "    | " + text.TrimEnd('\n').Replace("\n", "\n    | ", StringComparison.Ordinal);
}

/// <summary>Tells a recorded story to a simulated host, one command after the other, and compares the answers.</summary>
internal sealed class StoryReplay : IAsyncDisposable
{
    private readonly string _version;
    private readonly string _story;
    private readonly bool _onlySends;
    private readonly FakeTimeProvider _clock = new(new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly SimulatedHost _host;

    private readonly RecordedTokens _tokens;
    private readonly Dictionary<string, byte[]> _streams = new(StringComparer.Ordinal);
    private readonly List<Difference> _differences = [];
    private readonly SortedSet<string> _notSimulated = new(StringComparer.Ordinal);
    private readonly RecordedCase[] _cases;
    private readonly List<(string Dataset, string[] Permissions)> _grants = [];
    private readonly Dictionary<string, string> _ownTokens = new(StringComparer.Ordinal);
    private readonly List<string> _unplayed = [];
    private HeldReceive? _held;

    /// <summary>Cases that could not be played because their stream was not kept.</summary>
    public IReadOnlyList<string> Unplayed => _unplayed;

    /// <summary>Subcommands that answered that they are not simulated.</summary>
    public IReadOnlyCollection<string> NotSimulated => _notSimulated;

    /// <summary>How many answers were compared.</summary>
    public int Compared { get; private set; }

    /// <summary>A story, or only what is sent in it: then nothing is received, and only the answers of <c>zfs send</c> are compared.</summary>
    public StoryReplay(string version, string story, bool onlySends = false)
    {
        (_version, _story, _onlySends, _cases) = (version, story, onlySends, RecordedCase.Load(version, story));
        _host = new(new() { Version = OpenZfsVersion.Parse(version), Seed = 42, PoolSize = 112 << 20, Clock = _clock });
        _host.KeyFiles["file:///run/nope"] = null;
        _tokens = new(_host);
    }

    public async Task<IReadOnlyList<Difference>> PlayAsync()
    {
        for (var number = 0; number < _cases.Length; number++) await PlayAsync(number, _cases[number]);
        return _differences;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task PlayAsync(int number, RecordedCase recorded)
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        if (recorded.BeginsCase is { } begun)
        {
            if (_onlySends) return;
            var held = _cases.Skip(number).First(later => later.Case == begun);
            _held = await HeldReceive.BeginAsync(_host, CommandOf(held), InputOf(held)!, held.StdinHeldAfter!.Value); // as the recorder writes them
            return;
        }

        await _tokens.LearnAsync(recorded.Stderr + recorded.Stdout);
        if (_onlySends && recorded.Stdin is not null && recorded.Argv is not ["zfs", "load-key" or "create", ..]) return;
        if (recorded.Argv[0] is not ("zfs" or "zpool"))
        {
            await OutsideWorld.ActAsync(_host, recorded.Argv);
            return;
        }

        if (recorded.Stdin is not null && InputOf(recorded) is null)
        {
            _unplayed.Add(recorded.Case);
            return;
        }

        if (recorded.Argv is ["zpool", "create", .., var device]) _host.PoolSize = device.EndsWith("/tiny", StringComparison.Ordinal) ? 48 << 20 : 112 << 20;
        if (recorded.Argv is ["zfs", "allow", "-u", _, var permissions, var dataset]) _grants.Add((dataset, permissions.Split(',')));
        var (exit, output, errors) = await AsUserAsync(recorded);
        if (recorded.Stream is not null && exit.IsSuccess) _streams[recorded.Stream] = output;
        if (recorded.Stream is not null && RecordedCase.LoadStream(_version, _story, recorded.Stream) is { } stream) _tokens.Learn(stream, output);
        if (VolatileValues.TokenIn(recorded.Stderr + recorded.Stdout) is { } real && VolatileValues.TokenIn(errors + Encoding.UTF8.GetString(output)) is { } own)
            _ownTokens[real] = own;
        if (errors.StartsWith("not simulated: ", StringComparison.Ordinal))
        {
            _notSimulated.Add(errors.Split('\n')[0]["not simulated: ".Length..]);
            return;
        }

        if (_onlySends && recorded.Argv is not ["zfs", "send", ..]) return;
        Compared++;
        var text = recorded.Stream is null ? Encoding.UTF8.GetString(output) : "";
        var code = exit.Signal is { } signal ? -signal : exit.Code;
        Compare(number, recorded, "exit code", $"{recorded.Exit}\n{recorded.Stderr}", $"{code}\n{errors}", recorded.Exit == code);
        Compare(number, recorded, "stdout", recorded.Stdout, text);
        Compare(number, recorded, "stderr", recorded.Stderr, errors);
    }

    // A token that the simulator itself has left in the place of the recorded one, else one that says the same of its own snapshots.
    private Task<string> TranslateAsync(string word) => _ownTokens.TryGetValue(word, out var own) ? Task.FromResult(own) : _tokens.TranslateAsync(word);

    private static ZfsCommand CommandOf(RecordedCase recorded) => new()
    {
        Program = recorded.Argv[0] == "zfs" ? ZfsProgram.Zfs : ZfsProgram.Zpool,
        Arguments = [.. recorded.Argv.Skip(1)],
        ReadsInput = recorded.Stdin is not null,
    };

    private async Task<(CommandExit, byte[], string)> AsUserAsync(RecordedCase recorded)
    {
        if (recorded.AsUser is null) return await RunAsync(recorded);
        _host.Permissions.BecomeOrdinaryUser();
        foreach (var (dataset, permissions) in _grants) _host.Permissions.Allow(dataset, permissions);
        // In these stories only root could open /dev/zfs.
        _host.ProblemAtStart = _story == "unavailable" ? "Permission denied the ZFS utilities must be run as root." : null;
        var answer = await RunAsync(recorded);
        _host.ProblemAtStart = null;
        _host.Permissions.BecomeRoot();
        return answer;
    }

    private async Task<(CommandExit, byte[], string)> RunAsync(RecordedCase recorded)
    {
        var command = CommandOf(recorded) with { Arguments = [.. await Task.WhenAll(recorded.Argv.Skip(1).Select(TranslateAsync))] };
        if (recorded.StdinHeldAfter is not null && _held is { } held)
        {
            _held = null;
            return await held.FinishAsync();
        }

        if (recorded.StopReadingAfter is { } limit)
        {
            await using var process = await new SimulatedZfs(_host).StartAsync(command, TestContext.Current.CancellationToken);
            await process.Output.ReadExactlyAsync(new byte[limit], TestContext.Current.CancellationToken);
            await process.Output.DisposeAsync();
            return (await process.Exit, [], process.ErrorText);
        }

        return await new SimulatedShell(_host).RunWithBytesAsync(command, InputOf(recorded) ?? []);
    }

    private byte[]? InputOf(RecordedCase recorded)
    {
        if (recorded.Stdin is null) return null;
        if (Input(recorded.Stdin) is not { } input) return null;
        if (recorded.StdinChanges is { } changes)
        {
            input = [.. input];
            foreach (var (offset, bytes) in changes) Convert.FromHexString(bytes).CopyTo(input, offset);
        }

        // A stream the simulator made in place of a longer one is cut somewhere in its last quarter.
        return recorded.StdinBytes is { } length ? input[..(length <= input.Length ? length : input.Length * 7 / 8)] : input;
    }

    // A stream of real ZFS where it was kept, else the one the simulator made in its place, else null.
    // In the story of tokens own streams come first, because its snapshots and tokens go from one side to the other and back.
    private byte[]? Input(string name)
    {
        var (kept, own) = (RecordedCase.LoadStream(_version, _story, name), _streams.GetValueOrDefault(name));
        return _story == "resuming" ? own ?? kept : kept ?? own;
    }

    private void Compare(int number, RecordedCase recorded, string what, string real, string simulated, bool? isSame = null)
    {
        var (expected, actual) = (VolatileValues.Normalize(recorded.Argv, real), VolatileValues.Normalize(recorded.Argv, simulated));
        if (isSame ?? expected == actual) return;
        _differences.Add(new(number, recorded, what, expected, actual));
    }
}
