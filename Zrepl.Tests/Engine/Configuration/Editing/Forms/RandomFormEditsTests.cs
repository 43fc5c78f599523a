using System.Collections.Immutable;
using System.Globalization;
using Zrepl.Engine.Configuration.Editing;
using Zrepl.Engine.Configuration.Editing.Forms;
using Zrepl.Engine.Configuration.Editing.Trees;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Tests.Engine.Configuration.Editing.Forms;

/// <summary>
/// Ten thousand changes through the form of fifty files, each written in another odd way: the result means exactly what was wanted, and every line
/// that says nothing of it stays byte for byte (design D3). Whatever fails names its file and its seed.
/// </summary>
public sealed class RandomFormEditsTests
{
    private const int Files = 50, EditsPerFile = 200, MostRefused = 2;

    // Merge keys are read as what they bring in, so files with them are not made from trees.
    private static readonly string[] Merging =
    [
        """
        x-keep: &keep	# for all
        - {type: last_n, count: 8}
        - type: grid	# thins out
          grid: '1x1h(keep=all) | 24x1h'
          regex: "^a"
        jobs:
          - &first
            name: first
            type: snap
            # which
            filesystems: {"tank<": true,
              # not this one
              'tank/tmp': no }
            snapshotting: &often {type: periodic, interval: 10m, prefix: auto_}
            pruning: {keep: *keep}

          - <<: *first
            name: second # the other
            enabled: false
          - name: third
            type: push
            snapshotting:
              <<: *often
              prefix: b_
            connect:
                type: tcp

                address: "192.0.2.1:8888"
            pruning:
              keep_sender: *keep
              keep_receiver:
              -   type: last_n
                  # enough
                  count: 3

        """.ReplaceLineEndings("\n"),
        "# short\r\nx: &x {type: snap, snapshotting: {type: manual}}\r\ny: &y\r\n  pruning: {keep: [{type: last_n, count: 1}]}\r\njobs: [ {<<: [*x, *y], name: a, filesystems: {a: true}},\t# one\r\n  {<<: *y, name: b} ]",
    ];

    public static TheoryData<int> Numbers() => [.. Enumerable.Range(0, Files)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Every_change_means_what_was_wanted_and_touches_nothing_else(int number)
    {
        var text = OddFile(number);
        var jobs = JobDraft.AllOf(text);
        var refused = new List<string>();
        for (var seed = 0; seed < EditsPerFile; seed++)
        {
            var random = new Random(1000 * number + seed);
            var job = jobs[random.Next(jobs.Length)];
            var edit = RandomEdit.Of(text, job, random);
            string edited;
            try
            {
                edited = edit.Make(job).Text;
            }
            catch (TextNotEditableException)
            {
                refused.Add(edit.ToString());
                continue;
            }

            if (ProblemOf(text, edited, edit) is { } problem) Assert.Fail($"file {number}, seed {seed}, {edit}: {problem}\n--- before\n{text}\n--- after\n{edited}");
        }

        Assert.True(refused.Count <= MostRefused, $"file {number}: refused {string.Join("; ", refused)}\n{text}");
    }

    private static string? ProblemOf(string text, string edited, RandomEdit edit)
    {
        YamlNode? root;
        try
        {
            root = YamlReader.Read(edited, "").Root;
        }
        catch (YamlSyntaxException failure)
        {
            return failure.Message;
        }

        if (!TreeComparison.AreSame(root, edit.Wanted)) return "it means something else";
        var (before, after) = (Lines(text), Lines(edited));
        var next = 0;
        foreach (var (index, line) in before.Index())
        {
            if (edit.MayTouch(index)) continue;
            while (next < after.Count && after[next] != line) next++;
            if (next++ == after.Count) return string.Create(CultureInfo.InvariantCulture, $"line {index + 1} is not there any more: {line}");
        }

        return null;
    }

    // With their ends; the last one may lack it, and gets one when something comes behind it.
    private static List<string> Lines(string text)
    {
        var lines = TextLine.Split(text);
        return [.. lines.Select((line, index) => index == lines.Count - 1 && line.End.Length == 0 ? line.Text + (text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n") : line.Text + line.End)];
    }

    private static string OddFile(int number)
    {
        if (number < Merging.Length) return Merging[number];
        var trees = Trees();
        var tree = trees[number % trees.Length];
        var text = OddPrinter.Print(tree, new Random(number));
        var read = YamlReader.Read(text, "").Root;
        Assert.True(TreeComparison.AreSame(read, tree), $"file {number} is not written as it is meant:\n{text}");
        return text;
    }

    // Files of the samples that have jobs, included ones too.
    private static ImmutableArray<YamlNode> Trees() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures", "config", "valid"), "*.yml", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(file => YamlReader.Read(File.ReadAllText(file), file).Root).OfType<YamlMapping>()
            .Where(root => root["jobs"] is YamlSequence { Items.IsEmpty: false }),
    ];
}
