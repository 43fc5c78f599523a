using System.Text.RegularExpressions;
using Zrepl.Zfs.ResumeTokens;
using Zrepl.Zfs.Simulator;
using Zrepl.Zfs.Streams;

namespace Zrepl.Tests.Zfs.Simulator.Recordings;

/// <summary>Resume tokens in recorded commands name the recorded machine's guids; here they get those of the simulated host.</summary>
internal sealed partial class RecordedTokens(SimulatedHost host)
{
    private readonly Dictionary<ulong, ulong> _simulated = [];

    /// <summary>Remembers that two streams, a recorded and a simulated one, are of the same snapshots.</summary>
    public void Learn(byte[] recorded, byte[] simulated)
    {
        if (BeginRecord.TryRead(recorded) is not { } there || BeginRecord.TryRead(simulated) is not { } here || there.ToGuid == 0) return;
        _simulated[there.ToGuid] = here.ToGuid;
        if (there.FromGuid != 0) _simulated[there.FromGuid] = here.FromGuid;
    }

    /// <summary>Remembers the tokens of a recorded answer while the snapshots still have the names that stand in them.</summary>
    public async Task LearnAsync(string answer)
    {
        foreach (Match token in Token().Matches(answer)) await TranslateAsync(token.Value);
    }

    /// <summary>A word of a command line; anything but a proper token stays as it is.</summary>
    public async Task<string> TranslateAsync(string word)
    {
        if (word.Contains("789C", StringComparison.Ordinal)) // zfs takes upper case, too
        {
            var lower = word.ToLowerInvariant();
            return await TranslateAsync(lower) is var translated && translated == lower ? word : translated.ToUpperInvariant();
        }

        if (!ResumeTokenDecoder.TryDecode(word, out var token, out _)) return word;
        if (!_simulated.TryGetValue(token!.ToGuid, out var toGuid)) // decoded
        {
            var answer = await new SimulatedShell(host).ZfsAsync("get", "-Hp", "-o", "value", "guid", token.ToName.Text);
            if (!ulong.TryParse(answer.Output, out toGuid) || _simulated.ContainsValue(toGuid)) return word; // a token of something else
            _simulated[token.ToGuid] = toGuid;
        }

        var fromGuid = token.FromGuid is { } from ? _simulated.GetValueOrDefault(from, from) : (ulong?)null;
        return ResumeTokenWriter.Write(token with { ToGuid = toGuid, FromGuid = fromGuid });
    }

    [GeneratedRegex("1-[0-9a-f]+-[0-9a-f]+-789c[0-9a-f]+")]
    private static partial Regex Token();
}
