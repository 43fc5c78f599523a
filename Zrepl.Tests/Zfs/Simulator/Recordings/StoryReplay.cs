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

    /// <summary>Subcommands that answered that they are not simulated.</summary>
    public IReadOnlyCollection<string> NotSimulated => _notSimulated;

    /// <summary>How many answers were compared.</summary>
    public int Compared { get; private set; }

    /// <summary>A story, or only what is sent in it: then nothing is received, and only the answers of <c>zfs send</c> are compared.</summary>
    public StoryReplay(string version, string story, bool onlySends = false)
    {
        (_version, _story, _onlySends) = (version, story, onlySends);
        _host = new(new() { Version = OpenZfsVersion.Parse(version), Seed = 42, PoolSize = 112 << 20, Clock = _clock });
        _host.KeyFiles["file:///run/nope"] = null;
        _tokens = new(_host);
    }

    public async Task<IReadOnlyList<Difference>> PlayAsync()
    {
        var cases = RecordedCase.Load(_version, _story);
        for (var number = 0; number < cases.Length; number++) await PlayAsync(number, cases[number]);
        return _differences;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task PlayAsync(int number, RecordedCase recorded)
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        if (recorded.Argv.Length == 0) return; // marks where a command that comes later had begun
        await _tokens.LearnAsync(recorded.Stderr + recorded.Stdout);
        if (_onlySends && recorded.Stdin is not null && recorded.Argv is not ["zfs", "load-key" or "create", ..]) return;
        if (recorded.Argv[0] is not ("zfs" or "zpool"))
        {
            await OutsideWorld.ActAsync(_host, recorded.Argv);
            return;
        }

        var command = new ZfsCommand
        {
            Program = recorded.Argv[0] == "zfs" ? ZfsProgram.Zfs : ZfsProgram.Zpool,
            Arguments = [.. await Task.WhenAll(recorded.Argv.Skip(1).Select(_tokens.TranslateAsync))],
            ReadsInput = recorded.Stdin is not null,
        };
        Become(recorded.AsUser is null);
        var (exit, output, errors) = await RunAsync(command, recorded);
        if (recorded.Stream is not null) _streams[recorded.Stream] = output;
        if (recorded.Stream is not null && RecordedCase.LoadStream(_version, _story, recorded.Stream) is { } stream) _tokens.Learn(stream, output);
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

    // One story takes /dev/zfs away from ordinary users; in the others they lack the permission only.
    private void Become(bool isRoot)
    {
        _host.ProblemAtStart = !isRoot && _story == "unavailable" ? "Permission denied the ZFS utilities must be run as root." : null;
        if (isRoot) _host.Permissions.BecomeRoot();
        else _host.Permissions.BecomeOrdinaryUser();
    }

    private async Task<(CommandExit, byte[], string)> RunAsync(ZfsCommand command, RecordedCase recorded)
    {
        if (recorded.StopReadingAfter is { } limit)
        {
            await using var process = await new SimulatedZfs(_host).StartAsync(command, TestContext.Current.CancellationToken);
            await process.Output.ReadExactlyAsync(new byte[limit], TestContext.Current.CancellationToken);
            await process.Output.DisposeAsync();
            return (await process.Exit, [], process.ErrorText);
        }

        var input = recorded.Stdin is null ? [] : Input(recorded.Stdin);
        if (recorded.StdinBytes is { } bytes) input = input[..Math.Min(bytes, input.Length)];
        return await new SimulatedShell(_host).RunWithBytesAsync(command, input);
    }

    // A stream of real ZFS where it was kept, else the one the simulator made in its place.
    private byte[] Input(string name) => RecordedCase.LoadStream(_version, _story, name)
        ?? (_streams.TryGetValue(name, out var made) ? made : throw new InvalidDataException($"There is no stream '{name}'."));

    private void Compare(int number, RecordedCase recorded, string what, string real, string simulated, bool? isSame = null)
    {
        var (expected, actual) = (VolatileValues.Normalize(recorded.Argv, real), VolatileValues.Normalize(recorded.Argv, simulated));
        if (isSame ?? expected == actual) return;
        _differences.Add(new(number, recorded, what, expected, actual));
    }
}
