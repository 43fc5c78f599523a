namespace Zrepl.Web.Security;

/// <summary>What somebody may do; each role includes the one before.</summary>
public enum Role
{
    /// <summary>Sees everything, changes nothing.</summary>
    Viewer,

    /// <summary>Also runs, cancels and pauses jobs, takes snapshots, and prunes by the rules in force: as every run does.</summary>
    Operator,

    /// <summary>Also destroys, releases and edits, and says who may sign in.</summary>
    Administrator,
}

/// <summary>Roles as words, in the database, in the API and on pages.</summary>
public static class Roles
{
    /// <summary>The word for having none: who has it can do nothing.</summary>
    public const string None = "none";

    /// <summary>All of them, the least first.</summary>
    public static Role[] All { get; } = [Role.Viewer, Role.Operator, Role.Administrator];

    /// <summary>The word.</summary>
    public static string Word(this Role role) => role switch
    {
        Role.Administrator => "administrator",
        Role.Operator => "operator",
        _ => "viewer",
    };

    /// <summary>The word, also for having none.</summary>
    public static string Word(this Role? role) => role?.Word() ?? None;

    /// <summary>The role with a word, or null.</summary>
    public static Role? Of(string? word) => word switch
    {
        "administrator" => Role.Administrator,
        "operator" => Role.Operator,
        "viewer" => Role.Viewer,
        _ => null,
    };

    /// <summary>What it means, in a sentence.</summary>
    public static string Meaning(this Role role) => role switch
    {
        Role.Administrator => "sees and does everything, and says who may sign in",
        Role.Operator => "runs, cancels and pauses jobs, takes snapshots, and prunes by the rules in force; destroys nothing else",
        _ => "sees everything, changes nothing",
    };
}
