-- The two roles and the database of Stetdesk. Run once, as an administrator of the server:
--   psql -v owner_password="'…'" -v app_password="'…'" -f deploy/roles.sql
CREATE ROLE stet_owner LOGIN PASSWORD :owner_password;
CREATE ROLE stet_app LOGIN PASSWORD :app_password;
GRANT stet_owner TO CURRENT_USER;
CREATE DATABASE stetdesk OWNER stet_owner ENCODING 'UTF8' TEMPLATE template0;

\connect stetdesk
ALTER SCHEMA public OWNER TO stet_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO stet_app;

-- What the owner makes from now on, the app may use but not change.
ALTER DEFAULT PRIVILEGES FOR ROLE stet_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO stet_app;
ALTER DEFAULT PRIVILEGES FOR ROLE stet_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO stet_app;
