using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Filters;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>A <c>filesystems</c> map.</summary>
internal static class FilterShape
{
    public static readonly MapShape<bool, FilterRule, FilesystemFilter> Instance = new(
        "filesystem filter",
        "{\"tank<\": true, \"tank/tmp<\": false}",
        Scalars.Boolean,
        FilterRule.TryParse,
        rules => FilesystemFilter.Of(rules),
        filter => filter.Rules.Select(r => (r.Pattern, r.Includes)));
}
