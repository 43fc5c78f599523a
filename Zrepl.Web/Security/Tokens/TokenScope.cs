namespace Zrepl.Web.Security.Tokens;

/// <summary>What a token may do at most; its owner's role may allow less.</summary>
public enum TokenScope
{
    /// <summary>Reads <c>/metrics</c> and nothing else.</summary>
    Metrics,

    /// <summary>Reads everything.</summary>
    Read,

    /// <summary>Also runs, cancels and pauses jobs.</summary>
    Operate,

    /// <summary>Everything its owner may do.</summary>
    Administer,
}

/// <summary>Scopes as words.</summary>
public static class TokenScopes
{
    /// <summary>All of them, the least first.</summary>
    public static TokenScope[] All { get; } = [TokenScope.Metrics, TokenScope.Read, TokenScope.Operate, TokenScope.Administer];

    /// <summary>The word.</summary>
    public static string Word(this TokenScope scope) => scope switch
    {
        TokenScope.Metrics => "metrics",
        TokenScope.Read => "read",
        TokenScope.Operate => "operate",
        _ => "administer",
    };

    /// <summary>The scope with a word, or null.</summary>
    public static TokenScope? Of(string word) => word switch
    {
        "metrics" => TokenScope.Metrics,
        "read" => TokenScope.Read,
        "operate" => TokenScope.Operate,
        "administer" => TokenScope.Administer,
        _ => null,
    };

    /// <summary>What it means, in a few words.</summary>
    public static string Meaning(this TokenScope scope) => scope switch
    {
        TokenScope.Metrics => "reads /metrics only",
        TokenScope.Read => "reads everything",
        TokenScope.Operate => "reads, and runs, cancels and pauses jobs",
        _ => "everything an administrator may do",
    };

    /// <summary>The role a token of this scope has in the hand of an owner with a role; null: none, it is for metrics only.</summary>
    public static Role? RoleFor(this TokenScope scope, Role owner)
    {
        if (scope is TokenScope.Metrics) return null;
        var most = scope switch { TokenScope.Read => Role.Viewer, TokenScope.Operate => Role.Operator, _ => Role.Administrator };
        return most < owner ? most : owner;
    }

    /// <summary>The role that is needed to make such a token.</summary>
    public static Role Needs(this TokenScope scope) => scope switch
    {
        TokenScope.Administer => Role.Administrator,
        TokenScope.Operate => Role.Operator,
        _ => Role.Viewer,
    };
}
