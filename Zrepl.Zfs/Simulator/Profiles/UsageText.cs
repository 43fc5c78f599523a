using System.Text;
using Zrepl.Zfs.Simulator.Properties;

namespace Zrepl.Zfs.Simulator.Profiles;

/// <summary>Whole usage texts of <c>zfs</c>. Source: <c>usage()</c> in OpenZFS <c>cmd/zfs/zfs_main.c</c>.</summary>
internal static class UsageText
{
    private static readonly string[][] Order =
    [
        ["version"], ["create", "destroy"], ["snapshot", "rollback", "clone", "promote", "rename", "bookmark", "diff"], ["list"],
        ["set", "get", "inherit", "upgrade"], ["userspace", "groupspace", "projectspace"], ["project"],
        ["mount", "unmount", "share", "unshare"], ["send", "receive", "redact"], ["allow", "unallow"], ["hold", "holds", "release"],
        ["load-key", "unload-key", "change-key"], ["program", "rewrite", "wait"], ["zone", "unzone"],
    ];

    // In older releases some commands stood elsewhere in the overview of all commands.
    private static readonly string[][] OrderBefore234 =
    [
        ["version"], ["create", "destroy"], ["snapshot", "rollback", "clone", "promote", "rename", "bookmark", "program"], ["list"],
        ["set", "get", "inherit", "upgrade"], ["userspace", "groupspace", "projectspace"], ["project"],
        ["mount", "unmount", "share", "unshare"], ["send", "receive"], ["allow"], ["unallow"],
        ["hold", "holds", "release", "diff", "load-key", "unload-key", "change-key", "redact", "wait", "zone", "unzone"],
    ];

    /// <summary>The text after the complaint about a wrong call of one subcommand.</summary>
    public static string Of(string command, VersionRules rules)
    {
        var text = new StringBuilder("usage:\n").Append(CommandUsage.Of(command, rules.Version));
        if (command is "set" or "get" or "inherit" or "list") AppendProperties(text, rules);
        else AppendHints(text, rules);
        return text.ToString();
    }

    /// <summary>The overview of all subcommands.</summary>
    public static string Overview(VersionRules rules)
    {
        var text = new StringBuilder("usage: zfs command args ...\nwhere 'command' is one of the following:\n\n");
        var groups = rules.Version.IsAtLeast(2, 3, 4) ? Order : OrderBefore234;
        text.AppendJoin("\n", groups.Select(group => string.Concat(group.Select(command => CommandUsage.Of(command, rules.Version)))));
        text.Append("\nEach dataset is of the form: pool/[dataset/]*dataset[@name]\n");
        AppendHints(text, rules);
        return text.ToString();
    }

    private static void AppendHints(StringBuilder text, VersionRules rules)
    {
        text.Append("\nFor the property list, run: zfs set|get\n");
        text.Append("\nFor the delegated permission list, run: zfs allow|unallow\n");
        if (rules.UsageNamesHelpTopics) text.Append("\nFor further help on a command or topic, run: zfs help [<topic>]\n");
    }

    private static void AppendProperties(StringBuilder text, VersionRules rules)
    {
        var width = rules.UsagePropertyWidth;
        text.Append("\nThe following properties are supported:\n");
        text.Append("\n\t").Append("PROPERTY".PadRight(width - 1)).Append(" EDIT  INHERIT   VALUES\n\n");
        var visible = PropertyTable.All.Where(property => !property.IsHidden && property.Exists(rules.Version));
        foreach (var property in visible.OrderBy(property => !property.IsReadOnly).ThenBy(property => property.Name, StringComparer.Ordinal))
        {
            text.Append('\t').Append(property.Name.PadRight(width)).Append(property.IsFixed ? "  NO    " : " YES    ");
            text.Append(property.IsInheritable ? "  YES   " : "   NO   ").Append(property.ValuesHelpIn(rules.Version)).Append('\n');
        }

        foreach (var name in (string[])["userused", "groupused", "projectused", "userobjused", "groupobjused", "projectobjused"])
            text.Append('\t').Append((name + "@...").PadRight(width)).Append("  NO       NO   <size>\n");
        foreach (var name in (string[])["userquota", "groupquota", "projectquota", "userobjquota", "groupobjquota", "projectobjquota"])
            text.Append('\t').Append((name + "@...").PadRight(width)).Append(" YES       NO   <size> | none\n");
        foreach (var name in (string[])["written@<snap>", "written#<bookmark>"])
            text.Append('\t').Append(name.PadRight(width)).Append("  NO       NO   <size>\n");

        text.Append("\nSizes are specified in bytes with standard units such as K, M, G, etc.\n");
        text.Append("\nUser-defined properties can be specified by using a name containing a colon (:).\n");
        text.Append("\nThe {user|group|project}[obj]{used|quota}@ properties must be appended with\n");
        text.Append("a user|group|project specifier of one of these forms:\n");
        text.Append("    POSIX name      (eg: \"matt\")\n    POSIX id        (eg: \"126829\")\n");
        text.Append("    SMB name@domain (eg: \"matt@sun\")\n    SMB SID         (eg: \"S-1-234-567-89\")\n");
    }
}
