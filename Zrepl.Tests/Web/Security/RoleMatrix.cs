using Zrepl.Web.Security;

namespace Zrepl.Tests.Web.Security;

/// <summary>
/// Who may use what, written down once more and by hand: every route of the dashboard's ports with the least role it asks for, null for everybody.
/// A route without an entry fails <see cref="RoleMatrixTests"/>.
/// </summary>
internal static class RoleMatrix
{
    public static readonly IReadOnlyDictionary<string, Role?> Routes = new Dictionary<string, Role?>(StringComparer.Ordinal)
    {
        // the door
        ["GET,POST /sign-in"] = null,
        ["GET,POST /setup"] = null,
        ["POST /sign-out"] = Role.Viewer,
        ["GET,POST /not-allowed"] = Role.Viewer,
        ["GET,POST /not-found"] = Role.Viewer,

        // pages
        ["GET,POST /"] = Role.Viewer,
        ["GET,POST /jobs/{Name}"] = Role.Viewer,
        ["GET,POST /settings"] = Role.Viewer,
        ["GET,POST /settings/tokens"] = Role.Viewer,
        ["GET,POST /settings/about"] = Role.Viewer,
        ["GET,POST /settings/users"] = Role.Administrator,
        ["GET,POST /settings/audit"] = Role.Administrator,

        // what pages are made of
        ["GET /css/theme.css"] = null,
        ["GET /_framework/opaque-redirect"] = Role.Viewer,
        ["* /_blazor/negotiate"] = Role.Viewer,
        ["* /_blazor"] = Role.Viewer,
        ["* /_blazor/disconnect/"] = Role.Viewer,
        ["* /_blazor/initializers/"] = Role.Viewer,

        // REST
        ["GET /api/v1/jobs/"] = Role.Viewer,
        ["GET /api/v1/jobs/{job}"] = Role.Viewer,
        ["GET /api/v1/jobs/{job}/status"] = Role.Viewer,
        ["POST /api/v1/jobs/{job}/wakeup"] = Role.Operator,
        ["POST /api/v1/jobs/{job}/reset"] = Role.Operator,

        // health
        ["GET /healthz"] = null,
        ["GET /readyz"] = null,
    };
}
