namespace Zrepl.Web.Security;

/// <summary>Names of what a page, route or action asks of whoever uses it.</summary>
public static class Policies
{
    /// <summary>Any role. What names no policy asks for this one.</summary>
    public const string View = "view";

    /// <summary>At least an operator.</summary>
    public const string Operate = "operate";

    /// <summary>An administrator.</summary>
    public const string Administer = "administer";

    /// <summary>Any role, or a token for metrics only.</summary>
    public const string Metrics = "metrics";
}
