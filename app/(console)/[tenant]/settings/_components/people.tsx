import { DataTable } from '@/components/table/data-table';
import { PersonCell } from '@/components/table/person-cell';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/states';

type Person = { id: string; name: string; email: string; roles: string[] };

/** Who belongs to the organisation, and as what. */
export function People({ people }: { people: readonly Person[] }) {
  return (
    <Card title="People" meta={`${people.length} ${people.length === 1 ? 'person' : 'people'}`} flush>
      <div className="overflow-hidden rounded-b-md [&>*:first-child]:border-t-0">
        <DataTable
          label="People"
          rows={people}
          id={(person) => person.id}
          columns={[
            { key: 'name', head: 'Name', phone: 'title', cell: (person) => <PersonCell name={person.name} /> },
            { key: 'email', head: 'Email', phone: 'sub', cell: (person) => person.email },
            {
              key: 'roles',
              head: 'Roles',
              phone: 'side',
              cell: (person) => person.roles.map((role) => <Badge key={role}>{role}</Badge>),
            },
          ]}
          empty={
            <EmptyState icon="users" title="Nobody is a member">
              You see this organisation as an operator of the installation.
            </EmptyState>
          }
        />
      </div>
    </Card>
  );
}
