using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Zrepl.Tests.Web.Hosting;

/// <summary>A configuration with many push jobs that is edited at random and stays legal.</summary>
internal sealed class EditedConfiguration(int pushes)
{
    public const string Sink = "sink";

    private readonly List<(string Name, string Description, int Count, string Rpo, bool IsEnabled, bool IsPush)> _jobs =
        [.. Enumerable.Range(0, pushes).Select(number => (NameOf(number), "", 10, "", true, true))];

    private int _number;

    /// <summary>All jobs in the order of the file.</summary>
    public ImmutableArray<string> Names => [Sink, .. _jobs.Select(job => job.Name)];

    public static string NameOf(int number) => $"push{number}";

    /// <summary>Makes one edit: of words, rules or targets; a job comes, goes, is switched, or changes its place; or only a comment differs.</summary>
    public void ChangeOne(Random random)
    {
        _number++;
        var at = random.Next(_jobs.Count);
        var job = _jobs[at];
        switch (random.Next(9))
        {
            case 0: _jobs[at] = job with { Description = $"edit {_number}" }; break;
            case 1: _jobs[at] = job with { Count = random.Next(1, 50) }; break;
            case 2: _jobs[at] = job with { Rpo = $"{random.Next(1, 99)}h" }; break;
            case 3: _jobs.Insert(at, ($"snap{_number}", "", 3, "", random.Next(4) > 0, false)); break;
            case 4 when !job.IsPush: _jobs.RemoveAt(at); break;
            case 5 when !job.IsPush: _jobs[at] = job with { IsEnabled = !job.IsEnabled }; break;
            case 6: (_jobs[at], _jobs[0]) = (_jobs[0], _jobs[at]); break;
            case 7 when _jobs.Count(one => one.IsPush) > pushes - 5: _jobs.RemoveAt(at); break; // a few busy ones go too
            default: break; // another comment
        }
    }

    public string Text(string directory)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $$"""
            # edit {{_number}}
            global:
              logging: [{ type: file, level: warn, format: human, filename: {{directory}}/log }]
              control: { sockpath: {{directory}}/run/control }
            jobs:
            - { name: {{Sink}}, type: sink, serve: { type: local, listener_name: here }, root_fs: backup, recv: { placeholder: { encryption: 'off' } } }

            """));
        foreach (var job in _jobs)
        {
            var dataset = job.IsPush ? "tank/d" + job.Name["push".Length..] : "tank";
            text.Append(CultureInfo.InvariantCulture, $$"""
                - name: {{job.Name}}
                  type: {{(job.IsPush ? "push" : "snap")}}
                  enabled: {{(job.IsEnabled ? "true" : "false")}}
                  description: "{{job.Description}}"
                  filesystems: { "{{dataset}}": true }
                  snapshotting: { type: manual }

                """);
            if (job.Rpo.Length > 0) text.Append(CultureInfo.InvariantCulture, $"  alerts: {{ rpo: {job.Rpo} }}\n");
            // The clock of the test goes on whether or not a stream gets its share of the machine.
            text.Append(job.IsPush
                ? string.Create(CultureInfo.InvariantCulture, $"  connect: {{ type: local, listener_name: here, client_identity: {job.Name} }}\n  send: {{ bandwidth_limit: {{ max: 512 KiB, bucket_capacity: 512 KiB }} }}\n  stall: {{ abort: never }}\n  pruning: {{ keep_sender: [{{ type: last_n, count: {job.Count} }}], keep_receiver: [{{ type: last_n, count: {job.Count} }}] }}\n")
                : string.Create(CultureInfo.InvariantCulture, $"  pruning: {{ keep: [{{ type: last_n, count: {job.Count} }}] }}\n"));
        }

        return text.ToString();
    }
}

/// <summary>Damages a text at random until a configuration with it has errors.</summary>
internal static class Damage
{
    private static readonly string[] Bits = ["{", "]", "\t", ": :", "tpye: push", "count: -1", "&a *b", "'", "- -", "%", "jobs: 5\n"];

    public static string Of(string text, Random random, Func<string, bool> hasErrors)
    {
        while (true)
        {
            var at = random.Next(text.Length);
            var damaged = random.Next(3) switch
            {
                0 => text[..at],
                1 => text.Insert(at, Bits[random.Next(Bits.Length)]),
                _ => text.Remove(at, Math.Min(random.Next(1, 40), text.Length - at)),
            };
            if (hasErrors(damaged)) return damaged;
        }
    }
}
