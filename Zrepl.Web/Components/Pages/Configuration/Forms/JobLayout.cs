using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Editing.Forms;

namespace Zrepl.Web.Components.Pages.Configuration.Forms;

/// <summary>Keys that are shown together, folded away unless something of them is in the file.</summary>
/// <param name="Title">What they are about.</param>
/// <param name="Fields">The keys.</param>
internal sealed record JobGroup(string Title, ImmutableArray<FormField> Fields);

/// <summary>How the keys of a job are laid out: what nearly every job says first, everything else in groups.</summary>
/// <param name="First">About five keys.</param>
/// <param name="Groups">The rest.</param>
internal sealed record JobLayout(ImmutableArray<FormField> First, ImmutableArray<JobGroup> Groups)
{
    private static readonly string[] Usual = ["name", "filesystems", "connect", "serve", "root_fs", "snapshotting", "pruning"];

    /// <summary>Of a type of job.</summary>
    public static JobLayout Of(FormSection section)
    {
        var first = Usual.Concat(section.Type == "pull" ? ["interval"] : Array.Empty<string>()).ToList();
        var (usual, rest) = (section.Fields.Where(field => first.Contains(field.Name)).OrderBy(field => first.IndexOf(field.Name)), section.Fields.Where(field => !first.Contains(field.Name)).ToList());
        var groups = rest.Where(field => field.Kind is FieldKind.Section).Select(field => new JobGroup(FieldWords.Label(field.Name), [field]));
        var single = rest.Where(field => field.Kind is not FieldKind.Section).ToImmutableArray();
        return new([.. usual], [.. groups, .. single.IsEmpty ? [] : new[] { new JobGroup("More about the job", single) }]);
    }

    /// <summary>True if the file says something of a group, or something in it is wrong.</summary>
    public static bool IsOpen(JobForm form, JobGroup group) =>
        group.Fields.Any(field => form.Draft.Has(FormPath.Root.Key(field.Name)) || form.HasProblemsIn(FormPath.Root.Key(field.Name)));
}
