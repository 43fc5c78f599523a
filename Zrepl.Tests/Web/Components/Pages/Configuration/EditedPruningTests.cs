using System.Collections.Immutable;
using Bunit;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Retention;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Configuration.Forms;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Web.Components.Pages.Configuration;

/// <summary>What rules that are not saved would destroy stands beside what those in force do; hooks and rules change places.</summary>
public sealed class EditedPruningTests() : ConfigurationBunitContext(Yaml)
{
    private const string Yaml = """
        jobs:
          - name: home
            type: snap
            filesystems: { "tank/db<": true }
            snapshotting:
              type: periodic
              interval: 10m
              prefix: auto_
              hooks:
                - { type: command, path: /etc/first }    # before all
                - { type: command, path: /etc/second }
                - type: command
                  path: /etc/third
            pruning:
              keep:
                - { type: last_n, count: 8 }

        """;

    [Fact]
    public async Task Snapshots_that_are_treated_otherwise_are_named_with_both_fates()
    {
        Previews.Of = question => [new(PruneSide.Local, null, [Plan(question.Edited is SnapJobDefinition { Keep.Rules: [KeepLastN { Count: 1 }] } ? 2 : 1)])];
        var page = Render<JobFormPage>(parameters => parameters.Add(one => one.Name, "home"));
        await PutAsync(page, "pruning.keep[0].count", "1");
        await ClickAsync(page, "[data-testid=preview-edited]");

        Assert.StartsWith("keeps 1, destroys 2 of 1 dataset", page.WaitForElement("[data-testid=edited-counts]", Deadline.OfATest).TextContent, StringComparison.Ordinal);
        var row = Assert.Single(page.FindAll("[data-testid=edited-side] tbody tr"));
        Assert.Equal(["tank/db@s2", "keep", "destroy", "gone"], row.Children.Select(cell => cell.TextContent.Trim()));
        await PutAsync(page, "pruning.keep[0].count", "2");
        Assert.Contains("The form was changed since this preview.", page.Find("[data-testid=edited-pruning]").TextContent, StringComparison.Ordinal);
        Assert.Equal(Yaml.ReplaceLineEndings("\n"), Text);
    }

    [Fact]
    public async Task Hooks_change_places_and_keep_their_lines()
    {
        var page = Render<JobFormPage>(parameters => parameters.Add(one => one.Name, "home"));
        Assert.Empty(page.FindAll("[data-field='snapshotting.hooks[0]'] [data-testid=move-up]"));
        Assert.Empty(page.FindAll("[data-field='snapshotting.hooks[2]'] [data-testid=move-down]"));
        await ClickAsync(page, "[data-field='snapshotting.hooks[1]'] [data-testid=move-up]");
        await SaveAsync(page);

        page.WaitForAssertion(() => Assert.NotEqual(Yaml.ReplaceLineEndings("\n"), Text), Deadline.OfATest);
        var job = Assert.IsType<SnapJobDefinition>(new ConfigurationLoader(new()).Load(Path).Jobs[0].Definition);
        Assert.Equal(["/etc/second", "/etc/first", "/etc/third"], job.Snapshotting.Hooks.Cast<HookDefinition.Command>().Select(hook => hook.Path));
        Assert.Contains("# before all", Text, StringComparison.Ordinal);
        Assert.Contains("        - type: command\n          path: /etc/third\n", Text, StringComparison.Ordinal);
    }

    // Of three snapshots the oldest go.
    private static FilesystemPrunePlan.Planned Plan(int gone)
    {
        FilesystemVersion[] versions = [.. Enumerable.Range(1, 3).Select(number => new FilesystemVersion(VersionKind.Snapshot, $"s{number}", (ulong)number, (ulong)number, number * 1000, 0))];
        ImmutableArray<RetentionDecision> decisions = [.. versions.Select((version, index) => new RetentionDecision(
            new(version.Name, version.CreateTxg, version.Creation, false), [new(index >= gone, index >= gone ? "stays" : "gone")]))];
        return new(DatasetPath.Parse("tank/db"), decisions, [.. versions.Take(gone)], []);
    }
}
